using System.Diagnostics;
using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Delivery;

/// <summary>What whoever tries codes learns from the answers.</summary>
[Collection(ApiCollection.Name)]
public sealed class CodeSecrecyTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_code_that_cannot_be_used_has_one_answer_and_it_never_comes_sooner_than_others()
    {
        var codes = new Dictionary<string, string> { ["never was"] = "22222-33333", ["cannot be one"] = "0" };
        var school = await _api.OrganisationAsync(credits: 4);
        var taken = await InviteAsync(school);
        await school.Admin.PostAsync("/v1/invitations/deactivations", new { invitationIds = new[] { taken.Get("invitations[0].id") } });
        codes["taken back"] = taken.Get("invitations[0].code");
        codes["not open yet"] = (await InviteAsync(school, new { opensAt = TimeProvider.System.GetUtcNow().AddDays(1) })).Get("invitations[0].code");
        codes["licence over"] = (await SandboxAsync(window: null, "P400D")).Get("invitations[0].code");
        codes["window over"] = (await SandboxAsync(new { closesAt = TimeProvider.System.GetUtcNow().AddDays(1) }, "P2D")).Get("invitations[0].code");
        codes["suspended"] = await school.CodeAsync("reading");
        await _api.Operator.PostAsync($"/v1/platform/organisations/{school.Id}/suspension", new { reason = "Rekening niet betaald" });

        var answers = new HashSet<string>();
        foreach (var (why, code) in codes)
        {
            var asked = Stopwatch.GetTimestamp();
            var answer = await _api.Client(null).SendAsync(HttpMethod.Post, "/v1/delivery/check-in", new { code });
            Assert.True(answer.Status == HttpStatusCode.NotFound, $"{why}: {answer}");
            Assert.True(Stopwatch.GetElapsedTime(asked) >= TimeSpan.FromMilliseconds(295), why);
            var body = answer.Json.AsObject();
            body["requestId"] = null;
            answers.Add(body.ToJsonString());
        }

        Assert.Single(answers);
    }

    private async Task<Answer> SandboxAsync(object? window, string advance)
    {
        var sandbox = await _api.OrganisationAsync(sandbox: true);
        var invited = await InviteAsync(sandbox, window);
        await sandbox.Admin.PostAsync("/v1/sandbox/clock", new { advance });
        return invited;
    }

    private static async Task<Answer> InviteAsync(TestOrganisation school, object? window = null) => await school.Admin.PostAsync(
        "/v1/invitations", new { candidateIds = new[] { await school.CandidateAsync() }, testIds = new[] { await school.TestAsync("reading") }, window });
}
