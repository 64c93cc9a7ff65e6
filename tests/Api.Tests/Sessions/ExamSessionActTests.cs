using System.Collections.Concurrent;
using System.Net;
using Cesuur.Testing;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Tests.Sessions;

[Collection(ApiCollection.Name)]
public sealed class ExamSessionActTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task An_act_is_done_to_all_or_to_some_and_says_what_became_of_it_for_each()
    {
        var school = await _api.OrganisationAsync(credits: 4);
        var session = await school.ExamSessionAsync();
        var (_, started) = await AtTestAsync(school, session, start: true);
        var (_, waiting) = await AtTestAsync(school, session, start: false);
        var away = await school.InvitedAsync();
        await school.RegisterAsync(session, away.Id);
        var (_, elsewhere) = await AtTestAsync(school, await school.ExamSessionAsync(), start: true);

        var all = await ActAsync(school, session, new { type = "pause", reason = "brandalarm" });
        Assert.Equal(
            [(started.Id, "paused", null), (waiting.Id, "checked_in", "sitting_state")],
            OutcomesOf(all));
        Assert.Equal("started", (await school.Admin.GetAsync($"/v1/sittings/{elsewhere.Id}")).Get("state"));

        var candidate = (await school.Admin.GetAsync($"/v1/sittings/{started.Id}")).Get("candidateId");
        var some = await ActAsync(school, session, new { type = "extra_time", seconds = 60, candidateIds = new[] { candidate, away.CandidateId } });
        Assert.Equal([(started.Id, "paused", null), (null, null, "not_checked_in")], OutcomesOf(some));
    }

    [Fact]
    public async Task An_invigilator_ends_a_hall_in_which_somebody_has_a_result_of_before_it_was_reopened()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var invigilator = await school.UserAsync(["invigilator"]);
        var session = await school.ExamSessionAsync(new { invigilatorIds = new[] { invigilator.Id } });
        var (_, reopened) = await AtTestAsync(school, session, start: true);
        await reopened.Candidate.PostAsync("/v1/delivery/finish");
        await school.Admin.PostAsync($"/v1/sittings/{reopened.Id}/reopening", new { reason = "per ongeluk ingeleverd" });
        var (_, other) = await AtTestAsync(school, session, start: true);

        var ended = await invigilator.Client.PostAsync($"/v1/sessions/{session}/acts", new { type = "termination", reason = "brandalarm" });

        Assert.Equal([(reopened.Id, "rated", null), (other.Id, "rated", null)], OutcomesOf(ended));
        var results = (await school.Admin.GetAsync("/v1/results")).Json["data"]!.AsArray();
        Assert.Equal(
            new[] { (reopened.Id, "2"), (other.Id, "1") }.Order(),
            results.Select(result => (result!["sittingId"]!.ToString(), result["number"]!.ToString())).Order());
    }

    [Theory]
    [InlineData("extra_time", "/seconds")]
    [InlineData("message", "/text")]
    [InlineData("termination", "/reason")]
    [InlineData("reopening", "/reason")]
    public async Task An_act_without_what_it_needs_is_refused(string type, string pointer)
    {
        var school = await _api.OrganisationAsync();
        var session = await school.ExamSessionAsync();
        var refused = await school.Admin.SendAsync(HttpMethod.Post, $"/v1/sessions/{session}/acts", new { type });
        Assert.Equal(pointer, refused.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer"));
        var foreign = await school.Admin.SendAsync(HttpMethod.Post, $"/v1/sessions/{session}/acts", new { type = "pause", candidateIds = new[] { await school.CandidateAsync() } });
        Assert.Equal("reference_not_found", foreign.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].code"));
    }

    [Fact]
    public async Task A_hall_that_is_paused_while_it_saves_loses_no_answer_that_was_acknowledged_and_takes_none_after()
    {
        var school = await _api.OrganisationAsync(credits: 8);
        var session = await school.ExamSessionAsync();
        var sittings = new List<TestSitting>();
        for (var i = 0; i < 8; i++)
        {
            sittings.Add((await AtTestAsync(school, session, start: true)).Sitting);
        }

        var acknowledged = new ConcurrentDictionary<string, int>();
        var saving = sittings.Select(sitting => SaveUntilRefusedAsync(sitting, acknowledged)).ToList();
        while (acknowledged.Count < sittings.Count)
        {
            await Task.Delay(5);
        }

        var paused = await ActAsync(school, session, new { type = "pause" });
        var refusals = await Task.WhenAll(saving);

        Assert.All(OutcomesOf(paused), outcome => Assert.Equal(("paused", null), (outcome.State, outcome.Error)));
        Assert.All(refusals, code => Assert.Equal("sitting_paused", code));
        var saved = await _api.AsAsync(school, db => db.Responses.AsNoTracking().ToDictionaryAsync(response => response.SittingId.ToString(), response => (int)response.Revision));
        Assert.Equal(acknowledged.OrderBy(one => one.Key), saved.OrderBy(one => one.Key));
    }

    private static async Task<string> SaveUntilRefusedAsync(TestSitting sitting, ConcurrentDictionary<string, int> acknowledged)
    {
        var item = (await sitting.ItemsAsync())[0];
        for (var revision = 1; ; revision++)
        {
            var answer = await sitting.Candidate.SendAsync(HttpMethod.Put, $"/v1/delivery/responses/{item}", new { revision, answer = new { choice = "a" } });
            if (!answer.IsSuccess)
            {
                return answer.Code;
            }

            acknowledged[sitting.Id] = revision;
        }
    }

    private async Task<(TestInvited Invited, TestSitting Sitting)> AtTestAsync(TestOrganisation school, string session, bool start)
    {
        var invited = await school.InvitedAsync();
        await school.RegisterAsync(session, invited.Id);
        var sitting = await TestSitting.CheckInAsync(_api, invited.Code);
        if (start)
        {
            await sitting.Candidate.PostAsync("/v1/delivery/start");
        }

        return (invited, sitting);
    }

    private static Task<Answer> ActAsync(TestOrganisation school, string session, object act) => school.Admin.PostAsync($"/v1/sessions/{session}/acts", act);

    private static IEnumerable<(string? Sitting, string? State, string? Error)> OutcomesOf(Answer answer) => answer.Json["outcomes"]!.AsArray()
        .Select(outcome => (outcome!["sittingId"]?.ToString(), outcome["state"]?.ToString(), outcome["error"]?.ToString()));
}
