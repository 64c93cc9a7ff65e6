using System.Net;
using System.Text;
using Cesuur.Api.Tests.Documents;
using Cesuur.Infrastructure;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Credits;

[Collection(ApiCollection.Name)]
public sealed class StatementTests(ApiFixture fixture)
{
    private const string Title = "Lezen A2 – voorbeeldtoets";

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_department_owes_what_it_was_invited_for_less_what_was_deactivated_at_the_price_of_each()
    {
        var used = await UsedAsync();

        var statement = await used.School.Admin.GetAsync($"/v1/statements?departmentId={used.Department}&from={used.First}&to={used.First}");

        var department = Assert.Single(statement.Json["departments"]!.AsArray())!;
        var line = Assert.Single(department["lines"]!.AsArray())!;
        Assert.Equal(
            $$"""{"testId":"{{await used.School.TestAsync("reading")}}","testTitle":"{{Title}}","price":{"amount":1250,"currency":"EUR"},"invited":3,"deactivated":1,"count":2,"amount":2500}""",
            line.ToJsonString(Json.Options));
        Assert.Equal("""[{"currency":"EUR","amount":2500}]""", department["totals"]!.ToJsonString());
        Assert.Equal("""{"opening":0,"allocated":5,"spent":3,"refunded":1,"closing":3}""", department["allocation"]!.ToJsonString());
    }

    [Fact]
    public async Task A_period_that_is_over_does_not_change_and_what_happens_later_is_of_its_own_day()
    {
        var used = await UsedAsync();
        var first = $"/v1/statements?from={used.First}&to={used.First}";
        var before = (await used.School.Admin.GetAsync(first)).Text;
        await used.School.Admin.PostAsync("/v1/sandbox/clock", new { advance = "P2D" });

        // Another price, another mode, another department for the candidate: none of it reaches back.
        await used.School.Admin.PutAsync("/v1/prices", new { validFrom = used.Day(2), currency = "EUR", @default = 2000 });
        await used.School.DeactivateAsync(used.Invitations[1]);
        await used.School.InviteAsync(used.Department);
        await used.School.ChangeAsync(new { creditMode = "shared" });
        var candidate = (await used.School.Admin.GetAsync($"/v1/invitations/{used.Invitations[2]}")).Get("candidateId");
        await used.School.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{candidate}", new { departmentId = used.Other });

        Assert.Equal(before, (await used.School.Admin.GetAsync(first)).Text);
        var later = await used.School.Admin.GetAsync($"/v1/statements?departmentId={used.Department}&from={used.Day(2)}&to={used.Day(2)}");
        Assert.Equal(
            ["0 1 -1 -1250", "1 0 1 2000"],
            later.Node("departments[0].lines")!.AsArray().Select(line => $"{line!["invited"]} {line["deactivated"]} {line["count"]} {line["amount"]}"));
        Assert.Equal("750", later.Get("departments[0].totals[0].amount"));
        Assert.Equal("""{"opening":3,"allocated":0,"spent":1,"refunded":1,"closing":3}""", later.Node("departments[0].allocation")!.ToJsonString());
        var whole = await used.School.Admin.GetAsync($"/v1/statements?departmentId={used.Department}&from={used.First}&to={used.Day(2)}");
        Assert.Equal("3250", whole.Get("departments[0].totals[0].amount"));
    }

    [Fact]
    public async Task Days_begin_at_midnight_in_the_Netherlands()
    {
        var school = await _api.OrganisationAsync(credits: 3, licence: "departments");
        var department = await school.DepartmentAsync();
        await school.InviteAsync(department, department, department);
        await school.SqlAsync("""
            UPDATE invitations i SET created_at = ('{2026-06-30T21:59:59Z,2026-06-30T22:00:00Z,2026-07-31T21:59:59Z}'::timestamptz[])[n.number]
            FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM invitations WHERE tenant_id = @tenant) n
            WHERE i.tenant_id = @tenant AND i.id = n.id
            """);

        var july = await school.Admin.GetAsync("/v1/statements?from=2026-07-01&to=2026-07-31");

        Assert.Equal("2", july.Get("departments[0].lines[0].invited"));
        Assert.Null(july.Node("departments[0].lines[0].price"));
        Assert.Empty(july.Node("departments[0].totals")!.AsArray());
    }

    [Fact]
    public async Task A_department_gets_its_own_statement_and_nobody_elses()
    {
        var used = await UsedAsync();
        var period = $"from={used.First}&to={used.First}";
        Assert.Equal([used.Department, used.Other], await DepartmentsAsync(used.School.Admin, period));
        foreach (var client in new[] { await used.School.DepartmentKeyAsync(used.Other), (await used.School.UserAsync(["department_admin"], used.Other)).Client })
        {
            Assert.Equal([used.Other], await DepartmentsAsync(client, period));
            foreach (var department in new[] { used.Department, "nonsense" })
            {
                var refused = await client.SendAsync(HttpMethod.Get, $"/v1/statements?departmentId={department}&{period}");
                Assert.Equal("reference_not_found", refused.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].code"));
            }
        }
    }

    [Fact]
    public async Task A_statement_comes_as_CSV_in_which_nothing_is_a_formula()
    {
        var used = await UsedAsync("=1+1");
        var file = await used.School.Admin.GetAsync($"/v1/statements?departmentId={used.Department}&from={used.First}&to={used.First}&format=csv");
        Assert.Equal("text/csv", file.ContentType);
        var test = await used.School.TestAsync("reading");
        Assert.Equal(
            [
                "\ufeffrow,departmentId,department,testId,test,invited,deactivated,count,priceMinorUnits,amountMinorUnits,currency",
                $"test,{used.Department},\"'=1+1\",{test},{Title},3,1,2,1250,2500,EUR",
                $"total,{used.Department},\"'=1+1\",,,,,,,2500,EUR",
                $"credits_opening,{used.Department},\"'=1+1\",,,,,0,,,",
                $"credits_allocated,{used.Department},\"'=1+1\",,,,,5,,,",
                $"credits_spent,{used.Department},\"'=1+1\",,,,,3,,,",
                $"credits_refunded,{used.Department},\"'=1+1\",,,,,1,,,",
                $"credits_closing,{used.Department},\"'=1+1\",,,,,3,,,",
            ],
            file.Text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("nl", "Overzicht van gebruik en kosten", "EUR 25,00")]
    [InlineData("en", "Statement of use and costs", "EUR 25.00")]
    public async Task A_statement_comes_as_an_accessible_PDF_in_either_language(string language, string title, string total)
    {
        var used = await UsedAsync();
        var file = await used.School.Admin.GetAsync($"/v1/statements?from={used.First}&to={used.First}&format=pdf&language={language}");
        Assert.Equal("application/pdf", file.ContentType);
        var pdf = Encoding.UTF8.GetString(file.Bytes);
        Assert.Contains("<pdfuaid:part>1</pdfuaid:part>", pdf, StringComparison.Ordinal);
        Assert.Contains("/StructTreeRoot", pdf, StringComparison.Ordinal);
        Assert.Contains($"/Lang({language})", pdf.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(title, pdf, StringComparison.Ordinal);
        if (await PdfText.ReadAsync(file.Bytes) is { } text)
        {
            Assert.All(["Inburgering", "Lezen A2", total], expected => Assert.Contains(expected, text.Replace('\u00a0', ' '), StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("from=2026-02-02&to=2026-02-01", HttpStatusCode.UnprocessableEntity)]
    [InlineData("from=0001-01-01&to=2026-02-01", HttpStatusCode.UnprocessableEntity)]
    [InlineData("from=2026-02-01&to=9999-12-31", HttpStatusCode.UnprocessableEntity)]
    [InlineData("from=2026-02-01&to=2026-02-01&format=docx", HttpStatusCode.UnprocessableEntity)]
    [InlineData("from=2026-02-01&to=2026-02-01&format=pdf&language=de", HttpStatusCode.UnprocessableEntity)]
    [InlineData("from=2026-02-01", HttpStatusCode.BadRequest)]
    [InlineData("from=yesterday&to=2026-02-01", HttpStatusCode.BadRequest)]
    public async Task A_statement_that_cannot_be_is_refused(string query, HttpStatusCode status)
    {
        var school = await _api.OrganisationAsync(licence: "departments");
        (await school.Admin.SendAsync(HttpMethod.Get, $"/v1/statements?{query}")).Expect(status);
    }

    private static async Task<List<string>> DepartmentsAsync(TestClient client, string period) =>
        [.. (await client.GetAsync($"/v1/statements?{period}")).Json["departments"]!.AsArray().Select(department => department!["departmentId"]!.ToString())];

    /// <summary>Allocated 5, three invited at 12.50, the first of them deactivated, all on one day in the middle of it.</summary>
    private async Task<Used> UsedAsync(string name = "Inburgering")
    {
        var school = await _api.OrganisationAsync(licence: "departments", sandbox: true);
        var (department, other) = (await school.DepartmentAsync(name), await school.DepartmentAsync("Staatsexamen"));
        await school.ChangeAsync(new { creditMode = "allocated" });
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");
        var now = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), zone);
        var tomorrow = now.Date.AddDays(1).AddHours(12);
        var ahead = new DateTimeOffset(tomorrow, zone.GetUtcOffset(tomorrow)) - now;
        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = System.Xml.XmlConvert.ToString(ahead) });
        var used = new Used(school, department, other, DateOnly.FromDateTime(tomorrow), []);
        await school.Admin.PutAsync("/v1/prices", new { validFrom = used.First, currency = "EUR", @default = 1250 });
        (await school.AllocateAsync(department, 5)).Expect(HttpStatusCode.Created);
        var invited = (await school.InviteAsync(department, department, department)).Expect(HttpStatusCode.Created);
        used.Invitations.AddRange(invited.Json["invitations"]!.AsArray().Select(invitation => invitation!["id"]!.ToString()));
        (await school.DeactivateAsync(used.Invitations[0])).Expect(HttpStatusCode.OK);
        return used;
    }

    private sealed record Used(TestOrganisation School, string Department, string Other, DateOnly Start, List<string> Invitations)
    {
        public string First => Day(0);

        public string Day(int later) => $"{Start.AddDays(later):yyyy-MM-dd}";
    }
}
