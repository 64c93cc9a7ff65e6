using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Results;

/// <summary>R art. 12: with the release policy <c>established</c> only the board sees anything of a result before it has established the part.</summary>
[Collection(ApiCollection.Name)]
public sealed class EstablishmentTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Nobody_but_the_board_sees_a_result_before_it_is_established_and_everybody_after()
    {
        var (school, test) = await PublishAsync();
        var candidate = await school.CandidateAsync();
        var teacher = (await school.TeacherOfAsync(candidate)).Client;
        var key = _api.Client((await school.Admin.PostAsync("/v1/api-keys", new { name = "LMS", scopes = new[] { "results:read", "reports:write" } })).Get("key"));
        var sitting = await TakeAsync(school, await CodeAsync(school, test, candidate));

        var result = Assert.Single((await school.Admin.GetAsync("/v1/results")).Json["data"]!.AsArray())!["id"]!.ToString(); // an admin is the board
        foreach (var stranger in new[] { teacher, key })
        {
            Assert.Empty((await stranger.GetAsync($"/v1/results?sittingId={sitting}")).Json["data"]!.AsArray());
            (await stranger.SendAsync(HttpMethod.Get, $"/v1/results/{result}")).Expect(HttpStatusCode.NotFound);
            (await stranger.SendAsync(HttpMethod.Get, $"/v1/results/{result}/versions/1/explanation")).Expect(HttpStatusCode.NotFound);
            (await stranger.SendAsync(HttpMethod.Post, "/v1/reports", new { kind = "candidate", language = "nl", resultIds = new[] { result } })).Expect(HttpStatusCode.UnprocessableEntity);
        }

        Assert.Empty(await GradedAsync(school));
        (await key.SendAsync(HttpMethod.Post, "/v1/results/establishment", new { resultIds = new[] { result } })).Expect(HttpStatusCode.Forbidden, "insufficient_scope");

        Assert.Equal("1", (await school.Admin.PostAsync("/v1/results/establishment", new { resultIds = new[] { result } })).Get("established"));
        Assert.Equal("0", (await school.Admin.PostAsync("/v1/results/establishment", new { resultIds = new[] { result } })).Get("established"));

        Assert.Equal("1", (await teacher.GetAsync($"/v1/results/{result}")).Get("result.points"));
        Assert.NotNull((await key.GetAsync($"/v1/results/{result}")).Node("result.establishedAt"));
        Assert.Equal([result], await GradedAsync(school));
    }

    [Fact]
    public async Task An_exam_moment_is_established_as_a_whole_once_everybody_has_been_rated()
    {
        var (school, test) = await PublishAsync();
        var moment = await school.ExamMomentAsync();
        var session = await school.ExamSessionAsync(new { testIds = new[] { test }, examMomentId = moment });
        var invited = new[] { await school.InvitedAsync(test), await school.InvitedAsync(test) };
        await school.RegisterAsync(session, [.. invited.Select(one => one.Id)]);
        await TakeAsync(school, await CodeAsync(school, test, await school.CandidateAsync())); // outside the moment
        await TakeAsync(school, invited[0].Code);
        var last = await TestSitting.CheckInAsync(_api, invited[1].Code);

        (await school.Admin.SendAsync(HttpMethod.Post, $"/v1/exam-moments/{moment}/establishment", new { })).Expect(HttpStatusCode.Conflict, "results_to_come");
        Assert.Equal("1", (await school.Admin.PostAsync($"/v1/exam-moments/{moment}/establishment", new { partial = true, testIds = new[] { test } })).Get("established"));

        await last.Candidate.PostAsync("/v1/delivery/start");
        await last.Candidate.PostAsync("/v1/delivery/finish");
        Assert.Single(await GradedAsync(school));
        Assert.Equal("1", (await school.Admin.PostAsync($"/v1/exam-moments/{moment}/establishment", new { })).Get("established"));
        Assert.Equal(2, (await GradedAsync(school)).Count);
    }

    [Fact]
    public async Task What_is_corrected_before_it_is_established_is_told_once_as_it_is_then()
    {
        var (school, test) = await PublishAsync();
        await TakeAsync(school, await CodeAsync(school, test, await school.CandidateAsync()));
        var version = (await school.Admin.GetAsync($"/v1/tests/{test}/versions")).Get("data[0].id");
        var (one, other) = (await school.UserAsync(["admin"]), await school.UserAsync(["admin"]));
        var path = $"/v1/tests/{test}/versions/{version}/corrections";
        var item = (await school.Admin.GetAsync($"/v1/tests/{test}/versions/{version}/content")).Get("sections[0].items[1].id");
        var proposed = await one.Client.PostAsync(path, new { changes = new[] { new { kind = "full_points", itemId = item } }, reason = "Onduidelijk." });
        await school.JobAsync(proposed.Get("effectJobId"));
        await school.JobAsync((await other.Client.PostAsync($"{path}/{proposed.Get("id")}/approval", new { })).Get("id"));
        Assert.Empty((await school.Admin.GetAsync("/v1/events?type=result.revised")).Json["data"]!.AsArray());

        var result = (await school.Admin.GetAsync("/v1/results")).Get("data[0].id");
        await school.Admin.PostAsync("/v1/results/establishment", new { resultIds = new[] { result } });

        Assert.Equal("2", (await school.Admin.GetAsync("/v1/events?type=result.graded")).Get("data[0].data.points"));
    }

    private async Task<(TestOrganisation School, string Test)> PublishAsync()
    {
        var school = await _api.OrganisationAsync(credits: 10);
        var draft = await school.WriteTestAsync(TestAuthoring.Content(TestAuthoring.Question("q1"), TestAuthoring.Question("q2")));
        (await school.Admin.SendAsync(HttpMethod.Patch, draft.Path, new { policies = new { release = "established" } })).Expect(HttpStatusCode.OK);
        await draft.PublishAsync();
        return (school, draft.TestId);
    }

    private static async Task<string> CodeAsync(TestOrganisation school, string test, string candidate) =>
        (await school.Admin.PostAsync("/v1/invitations", new { candidateIds = new[] { candidate }, testIds = new[] { test } })).Get("invitations[0].code");

    private static async Task<string> TakeAsync(TestOrganisation school, string code)
    {
        var sitting = await TestSitting.CheckInAsync(school.Api, code);
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        await sitting.Candidate.PutAsync($"/v1/delivery/responses/{(await sitting.ItemsAsync())[0]}", new { revision = 1, answer = new { choice = "b" } });
        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        return sitting.Id;
    }

    private static async Task<IReadOnlyList<string>> GradedAsync(TestOrganisation school) =>
        [.. (await school.Admin.GetAsync("/v1/events?type=result.graded")).Json["data"]!.AsArray().Select(raised => raised!["data"]!["id"]!.ToString())];
}
