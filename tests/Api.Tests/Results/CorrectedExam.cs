using System.Net;
using System.Text.Json.Nodes;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Results;

/// <summary>
/// A test of a few questions of which b is right, published by one organisation and used by another, with somebody who proposes corrections and somebody
/// who decides on them.
/// </summary>
internal sealed record CorrectedExam(
    TestOrganisation Publisher, TestOrganisation School, string TestId, string Path, TestUser Proposer, TestUser Decider, IReadOnlyList<string> Items)
{
    /// <summary>Unless told otherwise of two questions that must both be right.</summary>
    public static async Task<CorrectedExam> OpenAsync(TestApi api, int questions = 2, string resultPolicy = "pass_fail")
    {
        var (publisher, school) = (await api.OrganisationAsync(credits: 20), await api.BareSchoolAsync(credits: 20));
        var draft = await publisher.WriteTestAsync(
            TestAuthoring.Content([.. Enumerable.Range(1, questions).Select(number => TestAuthoring.Question($"q{number}"))]), cutScore: 2);
        (await publisher.Admin.SendAsync(HttpMethod.Patch, draft.Path, new { resultPolicy })).Expect(HttpStatusCode.OK);
        await draft.PublishAsync();
        await school.EntitleAsync(publisher, draft.TestId);
        var content = await publisher.Admin.GetAsync($"{draft.Path}/content");
        return new CorrectedExam(
            publisher, school, draft.TestId, draft.Path, await publisher.UserAsync(["admin"]), await publisher.UserAsync(["admin"]),
            [.. content.Json["sections"]![0]!["items"]!.AsArray().Select(item => item!["id"]!.ToString())]);
    }

    public object[] OtherKey(int item) => [new { kind = "key", itemId = Items[item], key = new { correct = new[] { "a" } } }];

    public async Task<string> TakeAsync(TestOrganisation who, params string[] choices) => await TakeAsync(await who.CodeForAsync(TestId), choices);

    public async Task<string> TakeAsync(string code, params string[] choices)
    {
        var sitting = await TestSitting.CheckInAsync(School.Api, code);
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        foreach (var (index, choice) in choices.Index())
        {
            await sitting.Candidate.PutAsync($"/v1/delivery/responses/{Items[index]}", new { revision = 1, answer = new { choice } });
        }

        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        return sitting.Id;
    }

    /// <summary>The job of a preview, once it has ended.</summary>
    public async Task<Answer> PreviewAsync(object[] changes) => await Publisher.JobAsync(
        (await Publisher.Admin.PostAsync($"{Path}/corrections/preview", new { changes })).Expect(HttpStatusCode.Accepted).Get("id"));

    public async Task<Answer> ProposeAsync(object[] changes, HttpStatusCode expected, string? undoes = null) =>
        (await Proposer.Client.SendAsync(HttpMethod.Post, $"{Path}/corrections", new { changes, undoes, reason = "Er zijn twee goede antwoorden." })).Expect(expected);

    /// <summary>A proposed correction of which it is known what it does.</summary>
    public async Task<Answer> ProposeAsync(object[] changes, string? undoes = null) => await ForeseenAsync((await ProposeAsync(changes, HttpStatusCode.Created, undoes)).Get("id"));

    /// <summary>The correction, once the job that foresees what it does has ended.</summary>
    public async Task<Answer> ForeseenAsync(string correction)
    {
        await Publisher.JobAsync((await GetAsync(correction)).Get("effectJobId"));
        return await GetAsync(correction);
    }

    public Task<Answer> GetAsync(string correction) => Publisher.Admin.GetAsync($"{Path}/corrections/{correction}");

    /// <summary>The answer to the sign-off itself.</summary>
    public Task<Answer> SignOffAsync(string correction) => Decider.Client.SendAsync(HttpMethod.Post, $"{Path}/corrections/{correction}/approval", new { });

    /// <summary>The job that rescores, once it has ended.</summary>
    public async Task<Answer> ApproveAsync(string correction) => await Publisher.JobAsync((await SignOffAsync(correction)).Expect(HttpStatusCode.Accepted).Get("id"));

    public async Task<Answer> CorrectAsync(object[] changes, string? undoes = null) => await ApproveAsync((await ProposeAsync(changes, undoes)).Get("id"));

    /// <summary>Results, of them with other points, with another result, from fail to pass and from pass to fail.</summary>
    public static string Effect(Answer answer, string at) => string.Join(
        ' ', new[] { "results", "pointsChanged", "resultsChanged", "failToPass", "passToFail" }.Select(name => answer.Get($"{at}.{name}")));

    public static async Task<Answer> ResultAsync(TestOrganisation owner, string sitting) =>
        await owner.Admin.GetAsync($"/v1/results/{(await owner.Admin.GetAsync($"/v1/results?sittingId={sitting}")).Get("data[0].id")}");

    /// <summary>Of each version the points, those that the items add up to, and the outcome; the last version first.</summary>
    public static async Task<string[]> HistoryAsync(TestOrganisation owner, string sitting) =>
    [
        .. (await VersionsAsync(owner, sitting))
            .Select(version => $"{version["points"]}/{version["items"]!.AsArray().Sum(item => item!["points"]!.GetValue<int>())} {version["outcome"]}"),
    ];

    /// <summary>The last one first.</summary>
    public static async Task<IReadOnlyList<JsonNode>> VersionsAsync(TestOrganisation owner, string sitting) =>
        [.. (await ResultAsync(owner, sitting)).Json["versions"]!.AsArray().Select(version => version!)];

    public static async Task<IReadOnlyList<JsonNode>> RevisedAsync(TestOrganisation owner) =>
        [.. (await owner.Admin.GetAsync("/v1/events?type=result.revised")).Json["data"]!.AsArray().Select(raised => raised!["data"]!)];
}
