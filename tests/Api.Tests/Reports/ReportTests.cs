using System.Net;
using System.Text;
using Cesuur.Api.Tests.Documents;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Reports;
using Cesuur.Domain.Results;
using Cesuur.Domain.Webhooks;
using Cesuur.Testing;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Tests.Reports;

[Collection(ApiCollection.Name)]
public sealed class ReportTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_candidates_results_become_a_PDF()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var reading = await ReadingResultAsync(school);
        var asked = await school.Admin.PostAsync("/v1/reports", new { kind = "candidate", resultIds = new[] { reading, reading }, language = "en" });
        asked.Expect(HttpStatusCode.Accepted);
        Assert.Equal("requested", asked.Get("report.state"));
        Assert.Equal($"/v1/jobs/{asked.Get("job.id")}", asked.Headers.Location?.ToString());

        var job = await school.JobAsync(asked.Get("job.id"));

        Assert.Equal("succeeded", job.Get("status"));
        Assert.Equal("ready", job.Get("result.state"));
        var report = await school.Admin.GetAsync($"/v1/reports/{asked.Get("report.id")}");
        Assert.Equal("ready", report.Get("state"));
        Assert.Equal(reading, Assert.Single(report.Json["resultIds"]!.AsArray())!.ToString());
        Assert.Equal(report.Get("id"), (await school.Admin.GetAsync("/v1/reports")).Get("data[0].id"));
        await AssertFileAsync(school, report.Get("id"), "Amira Haddad", "Lezen A2");
        var events = await _api.AsAsync(school, db => db.Events.Where(raised => raised.Type == EventTypes.ReportReady).Select(raised => raised.Data).ToListAsync());
        Assert.Contains(report.Get("id"), Assert.Single(events), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rated_test_is_reported_task_by_task_and_criterion_by_criterion()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("writing");
        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        var rating = await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}/rating");
        foreach (var task in rating.Json["tasks"]!.AsArray())
        {
            var scores = task!["rubric"]!["criteria"]!.AsArray().ToDictionary(criterion => criterion!["id"]!.ToString(), _ => 1);
            await school.Admin.PutAsync($"/v1/sittings/{sitting.Id}/rating/tasks/{task["itemId"]}", new { scores });
        }

        var result = await school.Admin.PostAsync($"/v1/sittings/{sitting.Id}/rating/finalisation");

        var report = await ReportAsync(school, "candidate", result.Get("id"));

        await AssertFileAsync(school, report, "Schrijven A2", "Grammatica", "1 van 2", "11 van 17");
    }

    [Fact]
    public async Task A_groups_results_become_a_PDF_with_all_of_them()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var results = new[] { await ReadingResultAsync(school), await ReadingResultAsync(school) };

        var report = await ReportAsync(school, "group", results);

        await AssertFileAsync(school, report, "Lezen A2", "Amira Haddad");
    }

    [Fact]
    public async Task A_candidate_report_is_about_one_candidate()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var results = new[] { await ReadingResultAsync(school), await ReadingResultAsync(school) };

        var answer = await school.Admin.SendAsync(HttpMethod.Post, "/v1/reports", new { kind = "candidate", resultIds = results });

        answer.Expect(HttpStatusCode.UnprocessableEntity, "report_several_candidates");
    }

    [Fact]
    public async Task Foreign_and_absent_results_are_refused_by_their_place()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var own = await ReadingResultAsync(school);
        var other = await _api.OrganisationAsync(credits: 1);
        var foreign = await ReadingResultAsync(other);

        var answer = await school.Admin.SendAsync(
            HttpMethod.Post, "/v1/reports", new { kind = "group", resultIds = new[] { foreign, own, Id<Result>.New().ToString(), "res_x" } });

        answer.Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
        Assert.Equal(
            ["/resultIds/0", "/resultIds/2", "/resultIds/3"],
            answer.Json["errors"]!.AsArray().Select(error => error!["pointer"]!.ToString()));
        Assert.All(answer.Json["errors"]!.AsArray(), error => Assert.Equal("reference_not_found", error!["code"]!.ToString()));
    }

    [Theory]
    [InlineData("""{ "kind": "candidate", "resultIds": [] }""", "/resultIds")]
    [InlineData("""{ "kind": "candidate", "resultIds": ["res_x"], "language": "de" }""", "/language")]
    [InlineData("""{ "kind": "class", "resultIds": ["res_x"] }""", "/kind")]
    public async Task A_request_that_cannot_be_met_is_refused_by_its_member(string body, string pointer)
    {
        var school = await _api.OrganisationAsync();

        var answer = await school.Admin.SendAsync(HttpMethod.Post, "/v1/reports", body);

        answer.Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(pointer, answer.Get("errors[0].pointer"));
    }

    [Fact]
    public async Task Another_organisations_report_is_not_there()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var report = await ReportAsync(school, "candidate", await ReadingResultAsync(school));
        var other = await _api.OrganisationAsync();

        foreach (var path in new[] { $"/v1/reports/{report}", $"/v1/reports/{report}/file" })
        {
            (await other.Admin.SendAsync(HttpMethod.Get, path)).Expect(HttpStatusCode.NotFound, "not_found");
        }

        Assert.Empty((await other.Admin.GetAsync("/v1/reports")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task The_file_of_a_report_that_is_not_made_yet_cannot_be_had()
    {
        var school = await _api.OrganisationAsync();
        var report = await WriteReportAsync(school, enqueue: false);

        (await school.Admin.SendAsync(HttpMethod.Get, $"/v1/reports/{report}/file")).Expect(HttpStatusCode.Conflict, "report_not_ready");
    }

    [Fact]
    public async Task A_report_whose_results_are_gone_fails_and_says_so()
    {
        var school = await _api.OrganisationAsync();
        var report = await WriteReportAsync(school, enqueue: true);

        var failed = await TestJobs.EventuallyAsync(
            () => school.Admin.GetAsync($"/v1/reports/{report}"), shown => shown.Get("state") == "failed");

        Assert.Equal("failed", failed.Get("state"));
        var file = await school.Admin.SendAsync(HttpMethod.Get, $"/v1/reports/{report}/file");
        Assert.Contains("failed", file.Expect(HttpStatusCode.Conflict, "report_not_ready").Get("detail"), StringComparison.Ordinal);
        var job = await _api.AsAsync(school, db => db.Jobs.AsNoTracking().SingleAsync());
        Assert.Equal("A result of this report does not exist any more", (await school.JobAsync(job.Id.ToString())).Get("error"));
    }

    [Fact]
    public async Task A_sandbox_that_moved_its_clock_need_not_wait_for_its_report()
    {
        var school = await _api.OrganisationAsync(credits: 1, sandbox: true);
        var result = await ReadingResultAsync(school);
        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "P30D" });

        var report = await ReportAsync(school, "candidate", result);

        Assert.Equal("ready", (await school.Admin.GetAsync($"/v1/reports/{report}")).Get("state"));
    }

    private static async Task<string> ReadingResultAsync(TestOrganisation school)
    {
        var sitting = await school.SittingAsync("reading");
        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        return (await school.Admin.GetAsync($"/v1/results?sittingId={sitting.Id}")).Get("data[0].id");
    }

    private static async Task<string> ReportAsync(TestOrganisation school, string kind, params string[] results)
    {
        var asked = await school.Admin.PostAsync("/v1/reports", new { kind, resultIds = results });
        Assert.Equal("succeeded", (await school.JobAsync(asked.Get("job.id"))).Get("status"));
        return asked.Get("report.id");
    }

    /// <summary>A report of a result that does not exist, which no request could have asked for.</summary>
    private Task<string> WriteReportAsync(TestOrganisation school, bool enqueue) => _api.AsAsync(school, async db =>
    {
        var now = TimeProvider.System.GetUtcNow();
        var report = Report.Request(ReportKind.Group, "nl", [Id<Result>.New()], Reach.Everything, now);
        db.Reports.Add(report);
        if (enqueue)
        {
            db.Enqueue("report", new { reportId = report.Id }, now);
        }

        await db.SaveChangesAsync();
        return report.Id.ToString();
    });

    private static async Task AssertFileAsync(TestOrganisation school, string report, params string[] texts)
    {
        var file = await school.Admin.GetAsync($"/v1/reports/{report}/file");
        Assert.Equal("application/pdf", file.ContentType);
        Assert.StartsWith("%PDF-", Encoding.Latin1.GetString(file.Bytes), StringComparison.Ordinal);
        if (await PdfText.ReadAsync(file.Bytes) is { } text)
        {
            Assert.All(texts, expected => Assert.Contains(expected, text.Replace('\u00a0', ' '), StringComparison.Ordinal));
        }
    }
}
