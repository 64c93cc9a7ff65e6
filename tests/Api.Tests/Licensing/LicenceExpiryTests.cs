using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Licensing;

/// <summary>What ends with a licence and what does not, in a sandbox that moves its clock over the end of its year.</summary>
[Collection(ApiCollection.Name)]
public sealed class LicenceExpiryTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Nobody_is_invited_and_no_credit_is_spent()
    {
        var school = await ExpiredAsync();

        var refused = await school.Admin.SendAsync(
            HttpMethod.Post, "/v1/invitations", new { candidateIds = new[] { await school.CandidateAsync() }, testIds = new[] { await school.TestAsync("reading") } });

        refused.Expect(HttpStatusCode.Conflict, "licence_expired");
        Assert.Equal("1000000", (await school.Admin.GetAsync("/v1/credits")).Get("balance"));
    }

    [Fact]
    public async Task A_code_that_was_not_started_starts_nothing()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var code = await school.CodeAsync("reading");
        var waiting = await school.SittingAsync("reading", start: false);
        await ExpireAsync(school);

        (await _api.Client(null).SendAsync(HttpMethod.Post, "/v1/delivery/check-in", new { code })).Expect(HttpStatusCode.NotFound, "code_unknown");
        (await waiting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/start")).Expect(HttpStatusCode.Conflict, "licence_expired");
    }

    [Fact]
    public async Task A_sitting_that_was_started_goes_on_to_its_end()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "P364DT23H45M" });
        var sitting = await school.SittingAsync("reading");
        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "PT20M" }); // the test takes longer than that
        Assert.Equal("expired", (await school.Admin.GetAsync("/v1/licence")).Get("status"));

        var again = await TestSitting.CheckInAsync(_api, sitting.Code);
        var item = (await again.ItemsAsync())[0];
        await again.Candidate.PutAsync($"/v1/delivery/responses/{item}", new { revision = 1, answer = new { choice = "a" } });
        await again.Candidate.PostAsync("/v1/delivery/finish");

        Assert.Equal("rated", (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}")).Get("state"));
    }

    [Fact]
    public async Task What_was_begun_is_rated_for_thirty_days_and_no_longer()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var sitting = await school.SittingAsync("writing");
        var items = await sitting.ItemsAsync();
        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        await ExpireAsync(school);
        var rating = $"/v1/sittings/{sitting.Id}/rating";

        foreach (var item in items)
        {
            await school.Admin.PutAsync($"{rating}/tasks/{item}", new { scores = new { adequacy = 0 } });
        }

        await school.Admin.PostAsync($"{rating}/finalisation");
        await school.Admin.PostAsync($"{rating}/reopening");
        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "P30D" });

        (await school.Admin.SendAsync(HttpMethod.Put, $"{rating}/tasks/{items[0]}", new { scores = new { adequacy = 0 } }))
            .Expect(HttpStatusCode.Conflict, "licence_expired");
        (await school.Admin.SendAsync(HttpMethod.Post, $"{rating}/finalisation")).Expect(HttpStatusCode.Conflict, "licence_expired");
        (await school.Admin.SendAsync(HttpMethod.Post, $"{rating}/reopening")).Expect(HttpStatusCode.Conflict, "licence_expired");
        await school.Admin.GetAsync(rating);

        await _api.Operator.PostAsync($"/v1/platform/organisations/{school.Id}/licences", new { kind = "organisation" });
        await school.Admin.PostAsync($"{rating}/finalisation");
    }

    [Fact]
    public async Task A_licence_that_is_to_begin_later_does_not_lengthen_the_time_to_rate()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var sitting = await school.SittingAsync("writing");
        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        await ExpireAsync(school);
        var moved = await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "P31D" });
        await _api.Operator.PostAsync(
            $"/v1/platform/organisations/{school.Id}/licences",
            new { kind = "organisation", startsAt = moved.Json["now"]!.GetValue<DateTimeOffset>().AddDays(10) });

        (await school.Admin.SendAsync(HttpMethod.Post, $"/v1/sittings/{sitting.Id}/rating/finalisation")).Expect(HttpStatusCode.Conflict, "licence_expired");
    }

    [Fact]
    public async Task Reading_reports_and_tokens_stay_possible()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var sitting = await school.SittingAsync("reading");
        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "P500D" });

        await school.Admin.GetAsync("/v1/candidates");
        var result = (await school.Admin.GetAsync($"/v1/results?sittingId={sitting.Id}")).Get("data[0].id");
        var report = await school.Admin.PostAsync("/v1/reports", new { kind = "group", resultIds = new[] { result } });
        Assert.Equal("succeeded", (await school.JobAsync(report.Get("job.id"))).Get("status"));
        await school.Admin.PostAsync("/v1/credits/redemptions", new { token = await _api.TokenAsync(5) });
        Assert.Equal("1000004", (await school.Admin.GetAsync("/v1/credits")).Get("balance"));
    }

    private async Task<TestOrganisation> ExpiredAsync()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        await ExpireAsync(school);
        return school;
    }

    private static Task<Answer> ExpireAsync(TestOrganisation school) => school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "P366D" });
}
