using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Cesuur.Testing;
using Npgsql;

namespace Cesuur.Api.Tests.People;

/// <summary>Candidates from CSV and Excel files.</summary>
[Collection(ApiCollection.Name)]
public sealed class ImportTests(ApiFixture fixture)
{
    private const string Full = """
        Naam;Kandidaatnummer;E-mail;Geboortedatum;Moedertaal;Nationaliteit;Opleiding;Opmerkingen;Groep
        Amira Haddad;1001;amira@example.org;31-03-2005;Arabisch;Syrisch;MBO 2;"Zit graag
        vooraan; hoort slecht";Klas 1|Klas 2
        Zoë  Çelik;1002;;2004-12-01;;;;;klas 1
        """;

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_file_becomes_candidates_in_their_groups()
    {
        var school = await _api.OrganisationAsync();

        var job = await school.ImportAsync(Full);

        Assert.Equal(("succeeded", "2", "2"), (job.Get("status"), job.Get("progress.done"), job.Get("progress.total")));
        Assert.Equal(
            "changed 0, created 2, dryRun false, groupsChanged 0, groupsCreated 2, groupsDeleted 0, ignored 0, membersAdded 3, membersRemoved 0, rows 2, skipped 0, teachersCreated 0, teachersLinked 0, unchanged 0",
            ResultOf(job));
        var amira = await FindAsync(school, "1001");
        Assert.Equal("Amira Haddad|amira@example.org|2005-03-31|Arabisch|Syrisch|MBO 2|Zit graag\nvooraan; hoort slecht", string.Join('|', new[]
        {
            "name", "email", "dateOfBirth", "nativeLanguage", "nationality", "education", "remarks",
        }.Select(member => amira[member]!.ToString())));
        var groups = (await school.Admin.GetAsync("/v1/groups")).Json["data"]!.AsArray();
        Assert.Equal(["Klas 1", "Klas 2"], groups.Select(group => group!["name"]!.ToString()));
        var members = await school.Admin.GetAsync($"/v1/candidates?groupId={groups[0]!["id"]}");
        Assert.Equal(["Amira Haddad", "Zoë  Çelik"], members.Json["data"]!.AsArray().Select(member => member!["name"]!.ToString()));
        Assert.Equal("1002", (await school.Admin.GetAsync("/v1/candidates?search=zoe celik")).Get("data[0].number"));
    }

    [Fact]
    public async Task The_same_file_a_second_time_changes_nothing()
    {
        var school = await _api.OrganisationAsync();
        const string file = Full + "\nZonder Nummer;;;01-02-2003;;;;;\nZonder Datum;;;;;;;;Klas 3";
        await school.ImportAsync(file);
        var before = await StateAsync(school);

        var job = await school.ImportAsync(file);

        Assert.Equal(("0", "0", "4", "0", "0"), (
            job.Get("result.created"), job.Get("result.changed"), job.Get("result.unchanged"), job.Get("result.groupsCreated"), job.Get("result.membersAdded")));
        Assert.Equal(before, await StateAsync(school));
    }

    [Fact]
    public async Task What_a_file_does_not_tell_is_left_as_it_is()
    {
        var school = await _api.OrganisationAsync();
        await school.ImportAsync(Full);

        var job = await school.ImportAsync("number,name,email,remarks\n1001,Amira Haddad-Smit,,\n1003,Nieuw,,\n");

        Assert.Equal(("1", "1", "0"), (job.Get("result.created"), job.Get("result.changed"), job.Get("result.unchanged")));
        var amira = await FindAsync(school, "1001");
        Assert.Equal(("Amira Haddad-Smit", "amira@example.org", "2005-03-31"), (amira["name"]!.ToString(), amira["email"]!.ToString(), amira["dateOfBirth"]!.ToString()));
        Assert.StartsWith("Zit graag", amira["remarks"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal("Amira Haddad-Smit", (await school.Admin.GetAsync("/v1/candidates?search=amira haddad-")).Get("data[0].name"));
    }

    [Fact]
    public async Task A_workbook_is_read_as_a_text_file_is()
    {
        var school = await _api.OrganisationAsync();
        var file = Workbook.Of(
        [
            ["Naam", "Nummer", "Geboortedatum", "Groepen"],
            ["Amira Haddad", 1001, new DateOnly(2005, 3, 31), "Klas 1"],
            [null, null, null, null],
            ["Zoë Çelik", "A-2", "1-12-2004", "Klas 1|Klas 2"],
        ], shared: true);

        Assert.Equal("2", (await school.ImportAsync(file)).Get("result.created"));
        Assert.Equal("2005-03-31", (await FindAsync(school, "1001"))["dateOfBirth"]!.ToString());
        Assert.Equal("2004-12-01", (await FindAsync(school, "A-2"))["dateOfBirth"]!.ToString());
        Assert.Equal("2", (await school.ImportAsync(file)).Get("result.unchanged"));
    }

    [Fact]
    public async Task One_wrong_row_has_nothing_imported_and_every_wrong_cell_is_told()
    {
        var school = await _api.OrganisationAsync();
        await school.ImportAsync("naam;nummer\nWas er al;1");
        var before = await StateAsync(school);

        var job = await school.ImportAsync($"""
            naam;nummer;e-mail;geboortedatum;opleiding
            Goed;10;goed@example.org;2005-01-02;MBO

            ;11;geen adres;31-02-2005;MBO
            "Twee
            regels";12;;;{new string('x', 201)}
            Nog een;10;;;
            =1+1;13;;2005/01/01;
            Te breed;14;;;;te veel
            """);

        Assert.Equal("failed", job.Get("status"));
        Assert.Equal("5 of 6 rows are wrong; nothing was imported.", job.Get("error"));
        Assert.Equal(
            ["4 name required", "4 email invalid_email", "4 dateOfBirth invalid_date", "5 education too_long", "7 number duplicate_in_file", "8 name formula_not_allowed", "8 dateOfBirth invalid_date", "9  too_many_cells"],
            ErrorsOf(job));
        Assert.Equal("8", job.Get("errorCount"));
        Assert.Null(job.Node("result"));
        Assert.Equal(before, await StateAsync(school));
    }

    [Fact]
    public async Task Skipping_imports_the_other_rows()
    {
        var school = await _api.OrganisationAsync();

        var job = await school.ImportAsync("naam;nummer\nGoed;10\n;11\nOok goed;12\nDubbel;10", "?onError=skip");

        Assert.Equal(("succeeded", "4", "2", "2"), (job.Get("status"), job.Get("result.rows"), job.Get("result.created"), job.Get("result.skipped")));
        Assert.Equal(["3 name required", "5 number duplicate_in_file"], ErrorsOf(job));
        Assert.Equal("Line 2 has the same number.", job.Get("errors[1].detail"));
    }

    [Fact]
    public async Task A_dry_run_ends_as_the_import_would_and_changes_nothing()
    {
        var school = await _api.OrganisationAsync();
        await school.ImportAsync("naam;nummer\nWas er al;1\nBlijft;2");
        var before = await StateAsync(school);
        const string file = "naam;nummer;groep\nHeet nu anders;1;Klas\nBlijft;2;\nNieuw;3;\n";

        var dry = await school.ImportAsync(file, "?dryRun=true");

        Assert.Equal(before, await StateAsync(school));
        var real = await school.ImportAsync(file);
        Assert.Equal(("true", "false"), (dry.Get("result.dryRun"), real.Get("result.dryRun")));
        Assert.Equal(ResultOf(real), ResultOf(dry).Replace("dryRun true", "dryRun false", StringComparison.Ordinal));
        Assert.Equal("failed", (await school.ImportAsync("naam\n=1", "?dryRun=true")).Get("status"));
    }

    [Fact]
    public async Task Without_a_number_the_name_and_the_date_of_birth_tell_who_it_is()
    {
        var school = await _api.OrganisationAsync();
        await school.ImportAsync("naam;nummer;geboortedatum\nJan Jansen;1;2000-01-01\nJan Jansen;2;2001-01-01\nPiet;3;\nPiet;4;");

        var job = await school.ImportAsync("naam;geboortedatum;e-mail\nJAN  JÁNSEN;2000-01-01;jan@example.org\nJan Jansen;2002-02-02;\nJan Jansen;;");
        Assert.Equal(("2", "1"), (job.Get("result.created"), job.Get("result.changed")));
        Assert.Equal("jan@example.org", (await FindAsync(school, "1"))["email"]!.ToString());

        var unclear = await school.ImportAsync("naam;geboortedatum\nPiet;\nKarel;2003-03-03\nkarel;03-03-2003", "?onError=skip");
        Assert.Equal(["2 name candidate_ambiguous", "4 name duplicate_in_file"], ErrorsOf(unclear));
        Assert.Equal("1", unclear.Get("result.created"));
    }

    [Fact]
    public async Task Two_rows_are_never_one_candidate()
    {
        var school = await _api.OrganisationAsync();
        await school.ImportAsync("naam;nummer\nJan Jansen;1");

        var job = await school.ImportAsync("naam;nummer\nHeet nu Piet;1\nJan Jansen;", "?onError=skip");

        Assert.Equal(["3 name duplicate_in_file"], ErrorsOf(job));
        Assert.Equal("Heet nu Piet", (await FindAsync(school, "1"))["name"]!.ToString());
    }

    [Fact]
    public async Task The_errors_can_be_had_as_a_file_in_which_no_cell_is_a_formula()
    {
        var school = await _api.OrganisationAsync();
        var job = await school.ImportAsync("naam,e-mail\n\"=HYPERLINK(\"\"https://example.org\"\",\"\"hier\"\")\",geen adres");

        var file = await school.Admin.GetAsync($"/v1/jobs/{job.Get("id")}/errors?format=csv");

        Assert.Equal("text/csv", file.ContentType);
        Assert.Equal(
            "\uFEFFfile,line,column,code,detail,value\r\n"
            + ",2,name,formula_not_allowed,A formula is not read.,\"'=HYPERLINK(\"\"https://example.org\"\",\"\"hier\"\")\"\r\n"
            + ",2,email,invalid_email,This is not an e-mail address.,geen adres\r\n",
            file.Text);
        Assert.DoesNotContain("HYPERLINK", job.Text, StringComparison.Ordinal); // whoever may see jobs need not see candidates
        (await school.Admin.SendAsync(HttpMethod.Get, $"/v1/jobs/{job.Get("id")}/errors?format=pdf")).Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
    }

    [Fact]
    public async Task All_errors_are_counted_and_ten_thousand_are_listed()
    {
        var school = await _api.OrganisationAsync();
        var file = new StringBuilder("naam\n").AppendJoin('\n', Enumerable.Repeat("=1", 10_500));

        var job = await school.ImportAsync(file.ToString());

        Assert.Equal(("10500", 10_000), (job.Get("errorCount"), job.Json["errors"]!.AsArray().Count));
    }

    [Fact]
    public async Task The_end_is_an_event_without_the_errors_and_the_file_is_gone()
    {
        var school = await _api.OrganisationAsync();
        var good = await school.ImportAsync("naam\nGoed");
        var bad = await school.ImportAsync("naam\n=fout");

        var events = (await school.Admin.GetAsync("/v1/events?type=import.finished&sort=createdAt")).Json["data"]!.AsArray();
        Assert.Equal([good.Get("id"), bad.Get("id")], events.Select(raised => raised!["data"]!["id"]!.ToString()));
        Assert.Equal(["succeeded", "failed"], events.Select(raised => raised!["data"]!["status"]!.ToString()));
        Assert.Equal(("1", "1"), (events[0]!["data"]!["result"]!["created"]!.ToString(), events[1]!["data"]!["errorCount"]!.ToString()));
        Assert.All(events, raised => Assert.Null(raised!["data"]!["errors"]));
        foreach (var job in new[] { good, bad })
        {
            var key = await ReadAsync($"SELECT arguments->>'fileKey' FROM jobs WHERE id = '{UuidOf(job.Get("id"))}'");
            Assert.False(File.Exists(Path.Combine(Path.GetTempPath(), "cesuur-tests-files", key[^2..], key)));
        }
    }

    [Theory]
    [InlineData("", "import_file_empty")]
    [InlineData("naam;nummer\n", "import_file_empty")]
    [InlineData("naam;schoenmaat\nJan;43", "import_columns")]
    [InlineData("nummer\n1", "import_columns")]
    [InlineData("naam;name\nJan;Jan", "import_columns")]
    public async Task What_can_be_seen_at_once_is_refused_at_once(string file, string code)
    {
        var school = await _api.OrganisationAsync();
        (await school.Admin.UploadAsync(Encoding.UTF8.GetBytes(file))).Expect(HttpStatusCode.UnprocessableEntity, code);
        Assert.Equal("0", await ReadAsync($"SELECT count(*)::text FROM jobs WHERE tenant_id = '{school.Uuid}'"));
    }

    [Fact]
    public async Task The_columns_that_are_wrong_are_named()
    {
        var school = await _api.OrganisationAsync();
        var refused = await school.Admin.UploadAsync("nummer;schoenmaat;kandidaatnummer\n1;43;1"u8.ToArray());
        Assert.Equal(
            ["unknown_column There is no column «schoenmaat».", "duplicate_column The column number is there twice.", "missing_column The column name is missing."],
            refused.Json["errors"]!.AsArray().Select(error => $"{error!["code"]} {error["detail"]}"));
    }

    [Theory]
    [InlineData("?format=xlsx", "import_file_unreadable")]
    [InlineData("?format=pdf", "invalid_request")]
    [InlineData("?onError=ignore", "invalid_request")]
    [InlineData("?departmentId=dep_x", "invalid_request")]
    public async Task Options_that_cannot_be_are_refused(string query, string code)
    {
        var school = await _api.OrganisationAsync();
        (await school.Admin.UploadAsync("naam\nJan"u8.ToArray(), query)).Expect(HttpStatusCode.UnprocessableEntity, code);
    }

    [Fact]
    public async Task Only_a_form_with_a_file_is_taken()
    {
        var school = await _api.OrganisationAsync();
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/candidates/imports", new { })).Expect(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        using var form = new MultipartFormDataContent { { new StringContent("csv"), "format" } };
        var refused = await school.Admin.SendAsync(HttpMethod.Post, "/v1/candidates/imports", form);
        Assert.Equal(("400", "file"), (refused.Get("status"), refused.Get("errors[0].pointer")));
    }

    [Fact]
    public async Task A_repeated_upload_with_its_key_is_one_import()
    {
        var school = await _api.OrganisationAsync();
        var first = await school.Admin.UploadAsync("naam\nJan"u8.ToArray(), "", ("Idempotency-Key", "import-1"));
        var again = await school.Admin.UploadAsync("naam\nJan"u8.ToArray(), "", ("Idempotency-Key", "import-1"));
        Assert.Equal(first.Get("id"), again.Get("id"));
        Assert.Equal("1", (await school.JobAsync(first.Get("id"))).Get("result.created"));
    }

    [Fact]
    public async Task An_import_into_a_department_touches_nobody_outside_it()
    {
        var school = await _api.OrganisationAsync(licence: "departments");
        var mine = await school.DepartmentAsync("Mine");
        var key = await school.DepartmentKeyAsync(mine);
        await school.ImportAsync("naam;nummer;groep\nVan niemand;1;Klas");

        var job = await school.ImportAsync(
            Encoding.UTF8.GetBytes("naam;nummer;groep\nGekaapt;1;Klas\nEigen;2;Klas\nVan niemand;;Klas"), "?onError=skip", key);

        Assert.Equal(["2 number candidate_number_taken"], ErrorsOf(job));
        Assert.Equal(("2", "1"), (job.Get("result.created"), job.Get("result.groupsCreated")));
        Assert.Equal("Van niemand", (await FindAsync(school, "1"))["name"]!.ToString());
        Assert.Equal(mine, (await FindAsync(school, "2"))["departmentId"]!.ToString());
        Assert.Equal(2, (await key.GetAsync("/v1/candidates")).Json["data"]!.AsArray().Count);
        Assert.Equal(job.Get("id"), (await key.GetAsync($"/v1/jobs/{job.Get("id")}")).Get("id"));
    }

    [Fact]
    public async Task A_department_that_is_not_the_callers_is_not_there()
    {
        var school = await _api.OrganisationAsync(licence: "departments");
        var theirs = await school.DepartmentAsync("Theirs");
        var key = await school.DepartmentKeyAsync(await school.DepartmentAsync("Mine"));
        var refused = await key.UploadAsync("naam\nJan"u8.ToArray(), $"?departmentId={theirs}");
        Assert.Equal("reference_not_found", refused.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].code"));
        Assert.Equal(theirs, (await FindAsync(school, (await school.ImportAsync("naam;nummer\nJan;1", $"?departmentId={theirs}")).Get("result.created")))["departmentId"]!.ToString());
    }

    [Fact]
    public async Task Who_imported_what_is_in_the_audit_log()
    {
        var school = await _api.OrganisationAsync();
        var job = await school.ImportAsync("naam\nJan\nPiet");
        Assert.Equal(
            "candidates.import_requested,candidates.imported",
            await ReadAsync($"SELECT string_agg(action, ',' ORDER BY at, id) FROM audit_entries WHERE tenant_id = '{school.Uuid}' AND resource = '{job.Get("id")}'"));
        Assert.Equal("0", await ReadAsync($"SELECT count(*)::text FROM audit_entries WHERE tenant_id = '{school.Uuid}' AND action = 'candidate.created'"));
    }

    [Fact]
    public async Task A_larger_import_shows_how_far_it_is_and_leaves_the_lists_right()
    {
        var school = await _api.OrganisationAsync();
        var file = new StringBuilder("naam;nummer;geboortedatum;groep\n");
        for (var i = 0; i < 12_000; i++)
        {
            file.Append(System.Globalization.CultureInfo.InvariantCulture, $"Kandidaat {i:00000};{i};{new DateOnly(2000, 1, 1).AddDays(i % 3000):yyyy-MM-dd};Klas {i % 40}\n");
        }

        var seen = new HashSet<int>();
        var id = (await school.Admin.UploadAsync(Encoding.UTF8.GetBytes(file.ToString()))).Get("id");
        var job = await TestJobs.EventuallyAsync(
            async () =>
            {
                var now = await school.Admin.GetAsync($"/v1/jobs/{id}");
                seen.Add(int.Parse(now.Get("progress.done"), System.Globalization.CultureInfo.InvariantCulture));
                return now;
            },
            job => job.Get("status") is "succeeded" or "failed");

        Assert.Equal(("12000", "40", "12000"), (job.Get("result.created"), job.Get("result.groupsCreated"), job.Get("result.membersAdded")));
        Assert.Contains(12_000, seen);
        Assert.Contains(seen, done => done is > 0 and < 12_000);
        Assert.Equal("Kandidaat 11999", (await school.Admin.GetAsync("/v1/candidates?sort=-name&limit=1")).Get("data[0].name"));
    }

    private static string ResultOf(Answer job) =>
        string.Join(", ", job.Json["result"]!.AsObject().OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Key} {count.Value}"));

    private static IEnumerable<string> ErrorsOf(Answer job) =>
        job.Json["errors"]!.AsArray().Select(error => $"{error!["line"]} {error["column"]} {error["code"]}");

    private static async Task<JsonNode> FindAsync(TestOrganisation school, string number) =>
        Assert.Single((await school.Admin.GetAsync($"/v1/candidates?number={number}")).Json["data"]!.AsArray())!;

    private static Guid UuidOf(string job) => Domain.Id<Domain.Jobs.Job>.Parse(job, null).Value;

    // Every candidate with their version, every group, every membership.
    private Task<string> StateAsync(TestOrganisation school) => ReadAsync($"""
        SELECT coalesce((SELECT string_agg(c::text || c.xmin::text, chr(10) ORDER BY c.id) FROM candidates c WHERE c.tenant_id = '{school.Uuid}'), '')
            || coalesce((SELECT string_agg(g::text || g.xmin::text, chr(10) ORDER BY g.id) FROM groups g WHERE g.tenant_id = '{school.Uuid}'), '')
            || coalesce((SELECT string_agg(m::text, chr(10) ORDER BY m.group_id, m.candidate_id) FROM group_candidates m WHERE m.tenant_id = '{school.Uuid}'), '')
        """);

    // As the owner of the database, to whom nothing is hidden.
    private async Task<string> ReadAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_api.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The texts above
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
