using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Invitations;

/// <summary>What the preview calls an obstacle, the confirmation refuses.</summary>
[Collection(ApiCollection.Name)]
public sealed class ObstacleTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Every_obstacle_is_named_at_once_each_with_whom_it_concerns()
    {
        var school = await _api.OrganisationAsync();
        var (anna, bas) = (await school.CandidateAsync("Anna Bos"), await school.CandidateAsync("Bas Kok"));
        var reading = await school.TestAsync("reading");
        var draft = (await school.DraftAsync()).TestId;

        var preview = await school.Admin.PostAsync("/v1/invitations/preview", new
        {
            candidateIds = new[] { anna, bas },
            testIds = new[] { reading, draft },
            window = new { closesAt = "2020-01-01T00:00:00Z" },
        });

        Assert.Equal(
            ["no_published_version 2", "window_unusable 4", "insufficient_credits 4"],
            preview.Array("obstacles").Select(obstacle => $"{obstacle!["code"]} {obstacle["count"]}"));
        var unpublished = preview.Node("obstacles[0]")!;
        Assert.Equal([anna, bas], unpublished["invitations"]!.AsArray().Strings("candidateId"));
        Assert.All(unpublished["invitations"]!.AsArray().Strings("testId"), test => Assert.Equal(draft, test));
    }

    [Fact]
    public async Task A_confirmation_is_refused_with_the_first_obstacle_and_tells_all()
    {
        var school = await _api.OrganisationAsync(licence: null);
        var refusal = (await school.InviteAsync(await school.CandidateAsync(), (await school.DraftAsync()).TestId)).Expect(HttpStatusCode.Conflict, "licence_expired");
        Assert.Equal(["licence_expired", "no_published_version", "insufficient_credits"], refusal.Array("errors").Strings("code"));
    }

    [Fact]
    public async Task A_test_that_was_entitled_once_is_an_obstacle_and_one_never_known_a_wrong_reference()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var (candidate, reading) = (await school.CandidateAsync(), await school.TestAsync("reading"));
        var entitlement = (await _api.Operator.GetAsync($"/v1/platform/organisations/{school.Id}/entitlements")).Get("data[0].id");
        await _api.Operator.SendAsync(HttpMethod.Delete, $"/v1/platform/organisations/{school.Id}/entitlements/{entitlement}");

        (await school.InviteAsync(candidate, reading)).Expect(HttpStatusCode.Conflict, "not_entitled");
        var foreign = await (await _api.OrganisationAsync()).OwnTestAsync(new { });
        Assert.Equal(["reference_not_found"], (await school.InviteAsync(candidate, foreign)).Expect(HttpStatusCode.UnprocessableEntity).Array("errors").Strings("code"));
    }

    [Fact]
    public async Task A_window_that_opens_after_the_licence_ends_is_refused_by_the_sandboxs_clock()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var (candidate, reading) = (await school.CandidateAsync(), await school.TestAsync("reading"));
        var now = TimeProvider.System.GetUtcNow();

        (await school.InviteAsync(candidate, reading, new { opensAt = now.AddMonths(13) })).Expect(HttpStatusCode.Conflict, "window_unusable");
        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "P2D" });
        (await school.InviteAsync(candidate, reading, new { closesAt = now.AddDays(1) })).Expect(HttpStatusCode.Conflict, "window_unusable");
        (await school.InviteAsync(candidate, reading, new { closesAt = now.AddDays(3) })).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Who_has_an_unused_code_for_the_test_is_invited_again_only_when_that_is_meant()
    {
        var school = await _api.OrganisationAsync(credits: 5);
        var (candidate, reading) = (await school.CandidateAsync(), await school.TestAsync("reading"));
        var first = (await school.InviteAsync(candidate, reading)).Expect(HttpStatusCode.Created);

        (await school.InviteAsync(candidate, reading)).Expect(HttpStatusCode.Conflict, "already_invited");
        (await school.InviteAsync(candidate, reading, repeat: true)).Expect(HttpStatusCode.Created);
        await school.Admin.PostAsync("/v1/invitations/deactivations", new { invitationIds = (await school.Admin.GetAsync("/v1/invitations")).Array("data").Strings("id") });
        (await school.InviteAsync(candidate, reading)).Expect(HttpStatusCode.Created);
        Assert.Equal("4", (await school.Admin.GetAsync("/v1/credits")).Get("balance"));
        Assert.Equal("deactivated", (await school.Admin.GetAsync($"/v1/invitations/{first.Get("invitations[0].id")}")).Get("state"));
    }

    [Fact]
    public async Task Of_two_confirmations_at_once_one_finds_the_candidate_invited_already()
    {
        var school = await _api.OrganisationAsync(credits: 5);
        var (candidate, reading) = (await school.CandidateAsync(), await school.TestAsync("reading"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => school.InviteAsync(candidate, reading)));

        Assert.Equal(1, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.Equal(3, answers.Count(answer => answer.Status == HttpStatusCode.Conflict && answer.Code == "already_invited"));
        Assert.Equal("4", (await school.Admin.GetAsync("/v1/credits")).Get("balance"));
    }

    [Fact]
    public async Task After_a_fail_there_are_so_many_attempts_in_the_year_and_unused_codes_count()
    {
        var school = await _api.OrganisationAsync(credits: 9);
        var test = await school.OwnTestAsync(new { resit = new { maxAttemptsAfterFail = 2 } });
        var candidate = await school.CandidateAsync();

        await FailAsync(await school.InviteAsync(candidate, test));
        await FailAsync(await school.InviteAsync(candidate, test));
        var last = await school.InviteAsync(candidate, test);
        (await school.InviteAsync(candidate, test, repeat: true)).Expect(HttpStatusCode.Conflict, "resit_limit");
        await FailAsync(last);
        (await school.InviteAsync(candidate, test)).Expect(HttpStatusCode.Conflict, "resit_limit");

        // The year is that in which the code can first be used; the licence of a year reaches into the next one.
        var nextYear = new DateTimeOffset(TimeProvider.System.GetUtcNow().Year + 1, 1, 2, 0, 0, 0, TimeSpan.Zero);
        (await school.InviteAsync(candidate, test, new { opensAt = nextYear })).Expect(HttpStatusCode.Created);
        (await school.InviteAsync(await school.CandidateAsync("Iemand anders"), test)).Expect(HttpStatusCode.Created);
    }

    private async Task FailAsync(Answer invited)
    {
        var sitting = await TestSitting.CheckInAsync(_api, invited.Expect(HttpStatusCode.Created).Get("invitations[0].code"));
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        await sitting.Candidate.PostAsync("/v1/delivery/finish");
    }
}
