using System.Net;
using System.Text;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Invitations;

/// <summary>Scheduling from a file.</summary>
[Collection(ApiCollection.Name)]
public sealed class ScheduleTests(ApiFixture fixture)
{
    private const string Route = "/v1/invitations/imports";

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_file_finds_and_makes_candidates_and_invites_them_as_its_rows_say()
    {
        var school = await _api.OrganisationAsync(credits: 5);
        var known = (await school.Admin.PostAsync("/v1/candidates", new { name = "Anna Bos", number = "1" })).Get("id");
        var (reading, writing) = (await TitleAsync(school, "reading"), await school.TestAsync("writing"));
        var year = TimeProvider.System.GetUtcNow().Year + 1;

        var job = await ImportAsync(school, $"""
            Naam;Kandidaatnummer;Groep;Toets;Vanaf;Tot;Extra tijd procent;Papier
            Anna Bos;1;A2;{reading};;15-01-{year};25;nee
            Anna Bos;1;;{writing};;;;
            Bilal Aydin;;;{reading};{year}-01-10 09:00;{year}-01-10 12:00;;ja
            """);

        Assert.Equal(("succeeded", "3", "1"), (job.Get("status"), job.Get("result.invited"), job.Get("result.candidatesCreated")));
        var invited = (await school.Admin.GetAsync($"/v1/invitations?confirmationId={job.Get("result.confirmationId")}&sort=candidateName")).Array("data");
        Assert.Equal(3, invited.Count);
        var anna = invited.Single(item => item!["candidateId"]!.ToString() == known && item["testTitle"]!.ToString() == reading)!;
        Assert.Equal(($"{year}-01-15T23:00:00Z", "25"), (anna["closesAt"]!.ToString(), anna["accommodations"]!["extraTimePercent"]!.ToString()));
        var bilal = invited.Single(item => item!["candidateName"]!.ToString() == "Bilal Aydin")!;
        Assert.Equal(($"{year}-01-10T08:00:00Z", "true"), (bilal["opensAt"]!.ToString(), bilal["accommodations"]!["paper"]!.ToString()));
        Assert.Equal("2", (await school.Admin.GetAsync("/v1/credits")).Get("balance"));
    }

    [Fact]
    public async Task Every_wrong_row_is_told_with_its_line_and_nothing_is_done_unless_wrong_rows_are_skipped()
    {
        var school = await _api.OrganisationAsync(credits: 5);
        var reading = await TitleAsync(school, "reading");
        var file = $"""
            name,test,until,breaks,break minutes
            Anna Bos,{reading},,,
            Anna Bos,{reading},,,
            Bas Kok,No such test,,,
            Cem Ates,{reading},2020-01-01,,
            Daan Vos,{reading},gisteren,,
            Eva Mol,{reading},,2,
            """;

        var refused = await ImportAsync(school, file);
        Assert.Equal("failed", refused.Get("status"));
        Assert.Equal(
            ["3 duplicate_in_file", "4 test_unknown", "5 window_unusable", "6 invalid_date", "7 invalid_value"],
            refused.Array("errors").Select(error => $"{error!["line"]} {error["code"]}"));
        Assert.Empty((await school.Admin.GetAsync("/v1/candidates")).Array("data"));

        var skipped = await ImportAsync(school, file, "?onError=skip");
        Assert.Equal(("succeeded", "1", "5"), (skipped.Get("status"), skipped.Get("result.invited"), skipped.Get("result.skipped")));
        Assert.Equal("4", (await school.Admin.GetAsync("/v1/credits")).Get("balance"));

        var again = await ImportAsync(school, file, "?onError=skip");
        Assert.Contains("2 already_invited", again.Array("errors").Select(error => $"{error!["line"]} {error["code"]}"));
    }

    [Fact]
    public async Task A_dry_run_changes_nothing_and_too_few_credits_fail_all_of_it()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var reading = await TitleAsync(school, "reading");

        var dry = await ImportAsync(school, $"name,test\nAnna Bos,{reading}\n", "?dryRun=true");
        Assert.Equal(("succeeded", "1"), (dry.Get("status"), dry.Get("result.invited")));
        var poor = await ImportAsync(school, $"name,test\nAnna Bos,{reading}\nBas Kok,{reading}\n", "?onError=skip");
        Assert.Equal(("failed", "insufficient_credits"), (poor.Get("status"), poor.Get("errors[0].code")));

        Assert.Empty((await school.Admin.GetAsync("/v1/candidates")).Array("data"));
        Assert.Equal("1", (await school.Admin.GetAsync("/v1/credits")).Get("balance"));
    }

    [Theory]
    [InlineData("xlsx", "nl")]
    [InlineData("xlsx", "en")]
    [InlineData("csv", "nl")]
    [InlineData("csv", "en")]
    public async Task The_template_is_a_file_that_is_read_and_its_example_is_not_taken_for_a_test(string format, string language)
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var template = await school.Admin.GetAsync($"/v1/invitations/template?format={format}&language={language}");
        var job = await school.JobAsync((await school.Admin.UploadToAsync(Route, template.Bytes)).Expect(HttpStatusCode.Accepted).Get("id"));
        Assert.Equal(["2 test_unknown"], job.Array("errors").Select(error => $"{error!["line"]} {error["code"]}"));
    }

    [Fact]
    public async Task The_operator_schedules_for_a_school_which_sees_whose_doing_it_was()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var file = Encoding.UTF8.GetBytes($"name,test\nAnna Bos,{await TitleAsync(school, "reading")}\n");
        var route = $"/v1/platform/organisations/{school.Id}/invitation-imports";

        var job = (await _api.Operator.UploadToAsync(route, file)).Expect(HttpStatusCode.Accepted).Get("id");
        var ended = await TestJobs.EventuallyAsync(() => _api.Operator.GetAsync($"{route}/{job}"), read => read.Get("status") is "succeeded" or "failed");

        Assert.Equal("1", ended.Get("result.invited"));
        var spent = (await school.Admin.GetAsync("/v1/credits/transactions?kind=spending")).Node("data[0]")!;
        var asked = (await school.Admin.GetAsync("/v1/audit-log?action=invitations.import_requested")).Node("data[0]")!;
        Assert.Equal(("operator", spent["actor"]!.ToString()), (asked["actor"]!["type"]!.ToString(), asked["actor"]!["id"]!.ToString()));
        (await _api.Operator.SendAsync(HttpMethod.Get, $"/v1/platform/organisations/{(await _api.OrganisationAsync()).Id}/invitation-imports/{job}")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_column_that_is_missing_or_unknown_and_a_teacher_are_refused_at_once()
    {
        var school = await _api.OrganisationAsync();
        (await school.Admin.UploadToAsync(Route, "name\nAnna"u8.ToArray())).Expect(HttpStatusCode.UnprocessableEntity, "import_columns");
        (await school.Admin.UploadToAsync(Route, "name,test,kleur\nAnna,Lezen,rood"u8.ToArray())).Expect(HttpStatusCode.UnprocessableEntity, "import_columns");
        (await (await school.UserAsync(["teacher"])).Client.UploadToAsync(Route, "name,test\nAnna,Lezen"u8.ToArray())).Expect(HttpStatusCode.Forbidden);
    }

    private static async Task<string> TitleAsync(TestOrganisation school, string skill) => (await school.Admin.GetAsync($"/v1/tests?skill={skill}")).Get("data[0].title");

    private static async Task<Answer> ImportAsync(TestOrganisation school, string csv, string query = "") =>
        await school.JobAsync((await school.Admin.UploadToAsync(Route + query, Encoding.UTF8.GetBytes(csv))).Expect(HttpStatusCode.Accepted).Get("id"));
}
