using System.Net;

namespace Cesuur.Testing;

/// <summary>A version that an author works on.</summary>
public sealed record TestDraft(TestOrganisation Publisher, string TestId, string Id)
{
    public string Path => $"/v1/tests/{TestId}/versions/{Id}";

    /// <summary>Replaces what it asks; the answer may be a refusal.</summary>
    public Task<Answer> WriteAsync(object content) => Publisher.Admin.SendAsync(HttpMethod.Put, $"{Path}/content", content);

    public async Task<TestDraft> PublishAsync()
    {
        await Publisher.Admin.PostAsync($"{Path}/publication");
        return this;
    }

    /// <summary>Corrects the published version: one proposes, another sees what it does and signs off, and all results are rescored.</summary>
    /// <returns>The id of the correction, which has been applied by then.</returns>
    public Task<string> CorrectAsync(params object[] changes) => ApplyAsync(new { changes, reason = "Besluit 7." });

    public Task UndoAsync(string correction) => ApplyAsync(new { undoes = correction, reason = "Toch niet." });

    private async Task<string> ApplyAsync(object correction)
    {
        var proposed = await (await Publisher.UserAsync(["admin"])).Client.PostAsync($"{Path}/corrections", correction);
        await Publisher.JobAsync(proposed.Get("effectJobId"));
        var applied = await (await Publisher.UserAsync(["admin"])).Client.PostAsync($"{Path}/corrections/{proposed.Get("id")}/approval", new { });
        await Publisher.JobAsync(applied.Get("id"));
        return proposed.Get("id");
    }

    public Task RetireAsync() => Publisher.Admin.PostAsync($"{Path}/retirement");

    /// <summary>The next version, as a copy of this one.</summary>
    public async Task<TestDraft> CopyAsync() =>
        this with { Id = (await Publisher.Admin.PostAsync($"/v1/tests/{TestId}/versions", new { fromVersionId = Id })).Get("id") };
}

/// <summary>Writing tests as an author does, over HTTP.</summary>
public static class TestAuthoring
{
    /// <summary>A choice of two, of which b is right.</summary>
    public static object Question(string identifier, string prompt = "Welk woord is een dag?", object? key = null) => new
    {
        identifier,
        type = "single_choice",
        prompt,
        choices = new[] { new { id = "a", text = "stoel" }, new { id = "b", text = "maandag" } },
        key = key ?? new { correct = new[] { "b" } },
    };

    public static object Content(params object[] items) => new { sections = new[] { Section("s1", items) } };

    public static object Section(string identifier, object[] items, string navigation = "free", bool shuffle = false, object[]? stimuli = null) =>
        new { identifier, title = $"Deel {identifier}", navigation, shuffle, items, stimuli = stimuli ?? [] };

    /// <summary>A test with an empty draft.</summary>
    public static async Task<TestDraft> DraftAsync(this TestOrganisation publisher, string skill = "reading", string? level = "A2", string? field = null, string? programme = null)
    {
        var test = (await publisher.Admin.PostAsync("/v1/tests", new { title = "Eigen toets", skill, level, field, programme })).Get("id");
        return new TestDraft(publisher, test, (await publisher.Admin.PostAsync($"/v1/tests/{test}/versions", new { })).Get("id"));
    }

    /// <summary>A draft with content, an hour, and a cut score of one point unless told otherwise.</summary>
    public static async Task<TestDraft> WriteTestAsync(
        this TestOrganisation publisher, object content, int? cutScore = 1, int durationSeconds = 3600,
        string skill = "reading", string? level = "A2", string? field = null, string? programme = null)
    {
        var draft = await publisher.DraftAsync(skill, level, field, programme);
        (await draft.WriteAsync(content)).Expect(HttpStatusCode.OK);
        (await publisher.Admin.SendAsync(HttpMethod.Patch, draft.Path, new { durationSeconds, canFinishEarly = true })).Expect(HttpStatusCode.OK);
        await publisher.Admin.PutAsync($"{draft.Path}/cut-score", new { cutScore });
        return draft;
    }

    /// <summary>A correction of a published version that somebody has proposed.</summary>
    public static async Task<string> CorrectionAsync(this TestOrganisation publisher, string test, string version) =>
        (await (await publisher.UserAsync(["admin"])).Client.PostAsync(
            $"/v1/tests/{test}/versions/{version}/corrections", new { changes = new[] { new { kind = "cut_score", cutScore = 1 } }, reason = "Te moeilijk." })).Get("id");

    /// <summary>A code for a new candidate of the school.</summary>
    public static async Task<string> CodeForAsync(this TestOrganisation school, string test) =>
        (await school.Admin.PostAsync("/v1/invitations", new { candidateIds = new[] { await school.CandidateAsync() }, testIds = new[] { test } }))
        .Get("invitations[0].code");

    /// <summary>An organisation with a licence and credits that is entitled to nothing yet.</summary>
    public static async Task<TestOrganisation> BareSchoolAsync(this TestApi api, int credits = 0, string licence = "organisation")
    {
        var created = await api.Operator.PostAsync("/v1/platform/organisations", new { name = "School", licence });
        var school = new TestOrganisation(api, created.Get("organisation.id"), created.Get("apiKey"));
        if (credits > 0)
        {
            await school.Admin.PostAsync("/v1/credits/redemptions", new { token = await api.TokenAsync(credits) });
        }

        return school;
    }

    /// <summary>Lets the school use tests of a publisher; the id of the entitlement.</summary>
    public static async Task<string> EntitleAsync(this TestOrganisation school, TestOrganisation publisher, string? testId = null, string? field = null) =>
        (await school.Api.Operator.PostAsync($"/v1/platform/organisations/{school.Id}/entitlements", new { publisherId = publisher.Id, testId, field })).Get("id");
}

/// <summary>Content packages sent to be imported.</summary>
public static class TestPackages
{
    /// <summary>The answer to the request itself.</summary>
    public static Task<Answer> SendPackageAsync(this TestClient client, byte[] package, string query = "?skill=reading") =>
        client.SendAsync(HttpMethod.Post, "/v1/tests/imports" + query, TestMedia.Form(package, "application/zip", "package.zip"));

    /// <summary>The job of the import, once it has ended.</summary>
    public static async Task<Answer> ImportPackageAsync(this TestOrganisation publisher, byte[] package, string query = "?skill=reading") =>
        await publisher.JobAsync((await publisher.Admin.SendPackageAsync(package, query)).Expect(HttpStatusCode.Accepted).Get("id"));
}
