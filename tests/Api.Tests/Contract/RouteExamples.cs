using Cesuur.Testing;

namespace Cesuur.Api.Tests.Contract;

/// <summary>An id of each kind of thing that a route can name, in one organisation with departments.</summary>
internal sealed class RouteExamples(Dictionary<string, string> ids)
{
    public static async Task<RouteExamples> CreateAsync(TestApi api, TestOrganisation owner)
    {
        var ids = new Dictionary<string, string>();
        ids["departmentId"] = await owner.DepartmentAsync();
        ids["candidateId"] = await owner.CandidateAsync();
        ids["groupId"] = (await owner.Admin.PostAsync("/v1/groups", new { name = "Groep" })).Get("id");
        ids["userId"] = (await owner.Admin.PostAsync("/v1/users", new { name = "Jan", email = "jan@example.org", roles = new[] { "teacher" } })).Get("id");
        await owner.Admin.PutAsync($"/v1/groups/{ids["groupId"]}/candidates/{ids["candidateId"]}");
        await owner.Admin.PutAsync($"/v1/groups/{ids["groupId"]}/teachers/{ids["userId"]}");
        ids["sessionId"] = (await (await owner.UserAsync(["teacher"])).Client.GetAsync("/v1/me/sessions")).Get("data[0].id");
        ids["apiKeyId"] = (await owner.Admin.PostAsync("/v1/api-keys", new { name = "Key", scopes = new[] { "tests:read" } })).Get("apiKey.id");

        var reading = await owner.SittingAsync("reading");
        await reading.Candidate.PostAsync("/v1/delivery/finish");
        ids["resultId"] = (await owner.Admin.GetAsync($"/v1/results?sittingId={reading.Id}")).Get("data[0].id");

        ids["reportId"] = (await owner.Admin.PostAsync("/v1/reports", new { kind = "group", resultIds = new[] { ids["resultId"] } })).Get("report.id");

        var writing = await owner.SittingAsync("writing");
        ids["itemId"] = (await writing.ItemsAsync())[0];
        await writing.Candidate.PostAsync("/v1/delivery/finish");
        ids["sittingId"] = writing.Id;
        ids["secondLookId"] = (await owner.Admin.PostAsync($"/v1/sittings/{writing.Id}/rating/second-looks", new { })).Get("id");
        ids["invitationId"] = (await owner.Admin.GetAsync($"/v1/sittings/{writing.Id}")).Get("invitationId");

        // A test of the owner's own is what a foreigner must not see; the publisher's samples are everybody's.
        ids["testId"] = await owner.OwnTestAsync();
        ids["versionId"] = (await owner.Admin.GetAsync($"/v1/tests/{ids["testId"]}/versions")).Get("data[0].id");
        ids["number"] = "1";
        ids["correctionId"] = await owner.CorrectionAsync(ids["testId"], ids["versionId"]);
        ids["manualId"] = (await owner.AddManualAsync(ids["testId"])).Get("id");
        ids["mediaId"] = await owner.MediaAsync();
        ids["uploadId"] = (await owner.BeginUploadAsync(1)).Split('/')[^1];

        var speaking = await owner.SittingAsync("speaking");
        var task = (await speaking.ItemsAsync())[0];
        ids["recordingId"] = (await speaking.RecordAsync(task)).Get("id");
        ids["examMomentId"] = await owner.ExamMomentAsync();
        ids["examSessionId"] = await owner.ExamSessionAsync();
        await AddRoundAsync(owner, ids);
        ids["jobId"] = await api.EnqueueAsync(owner);
        ids["grantId"] = await (await TestPartner.CreateAsync(api)).GrantedAsync(owner, "tests:read");
        ids["endpointId"] = (await owner.Admin.PostAsync("/v1/webhook-endpoints", new { url = "https://school.example/hooks" })).Get("endpoint.id");
        ids["deliveryId"] = (await owner.Admin.PostAsync($"/v1/webhook-endpoints/{ids["endpointId"]}/test")).Get("id");
        var order = new { quantity = 1, method = "invoice", email = "inkoop@example.org", billing = new { name = "School", address = "Plein 1" } };
        ids["orderId"] = (await owner.Admin.PostAsync("/v1/credits/orders", order)).Get("id");
        return new RouteExamples(ids);
    }

    /// <summary>A rating round in which both raters found a technical problem.</summary>
    private static async Task AddRoundAsync(TestOrganisation owner, Dictionary<string, string> ids)
    {
        var board = await TestBoard.OfAsync(owner, precondition: true, tasks: 1);
        await board.SubmitAsync("Kandidaat");
        var raters = new[] { await board.RaterAsync(), await board.RaterAsync() };
        ids["authorisationId"] = await board.AuthoriseAsync(raters[0]);
        ids["ratingRoundId"] = await board.RoundAsync(raters);
        var rated = await TestBoard.RateAllAsync(raters, (_, _) => new { precondition = "technical_problem" });
        ids["ratingTaskId"] = rated[0].Task;
        ids["boardCaseId"] = (await owner.Admin.GetAsync("/v1/board-cases")).Get("data[0].id");
    }

    public bool Has(string parameter) => ids.ContainsKey(parameter);

    public string Fill(string path) => ids.Aggregate(path, (filled, id) => filled.Replace($"{{{id.Key}}}", id.Value, StringComparison.Ordinal));

    public string Malformed(string path) => ids.Aggregate(path, (filled, id) => filled.Replace($"{{{id.Key}}}", "not-an-id", StringComparison.Ordinal));
}
