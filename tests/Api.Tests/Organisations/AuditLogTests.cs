using System.Net;
using System.Text.Json.Nodes;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Organisations;
using Cesuur.Testing;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Cesuur.Api.Tests.Organisations;

[Collection(ApiCollection.Name)]
public sealed class AuditLogTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task An_entry_tells_who_did_what_to_what_from_where_and_when()
    {
        var school = await _api.OrganisationAsync();

        var created = await school.Admin.SendAsync(
            HttpMethod.Post, "/v1/groups", new { name = "A2 avond" }, ("User-Agent", new string('x', 300)));

        var entry = await OneAsync(school, "group.created");
        Assert.StartsWith("key_", entry["actor"]!["id"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            ("key", "group", created.Get("id"), created.Headers.GetValues("Request-Id").Single(), new string('x', 200)),
            (Text(entry, "actor.type"), Text(entry, "resourceType"), Text(entry, "resource"), Text(entry, "requestId"), Text(entry, "userAgent")));
        Assert.Contains(Text(entry, "address"), new[] { "127.0.0.1", "::ffff:127.0.0.1", "::1" });
        Assert.InRange(TimeProvider.System.GetUtcNow() - entry["at"]!.GetValue<DateTimeOffset>(), TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(5));
        Assert.Equal("A2 avond", Text(entry, "changes.name.after"));
        Assert.Null(entry["changes"]!["name"]!["before"]);
    }

    [Fact]
    public async Task A_user_a_key_and_the_operator_are_told_apart()
    {
        var school = await _api.OrganisationAsync();
        var admin = await school.UserAsync(["admin"]);
        await admin.Client.PostAsync("/v1/groups", new { name = "B1" });
        await _api.Operator.PostAsync($"/v1/platform/organisations/{school.Id}/licences", new { kind = "organisation" });

        Assert.Equal("user", Text(await OneAsync(school, "group.created"), "actor.type"));
        Assert.StartsWith("usr_", Text(await OneAsync(school, "group.created"), "actor.id"), StringComparison.Ordinal);
        Assert.Equal("key", Text(await OneAsync(school, "user.created"), "actor.type"));
        Assert.Equal("operator", Text(await OneAsync(school, "organisation.created"), "actor.type"));
        var added = await OneAsync(school, "licence.added");
        Assert.Equal(("operator", "organisation"), (Text(added, "actor.type"), Text(added, "changes.kind.after")));
    }

    [Fact]
    public async Task A_change_shows_the_members_that_changed_as_they_are_on_the_wire()
    {
        var school = await _api.OrganisationAsync(licence: "teacher");
        var id = (await school.Admin.PostAsync("/v1/candidates", new { name = "Noor", dateOfBirth = "2001-02-03", remarks = "x" })).Get("id");
        await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{id}", new { name = "Noor de Vries", remarks = (string?)null });
        await _api.Operator.PostAsync($"/v1/platform/organisations/{school.Id}/licence-changes", new { kind = "departments" });

        var changed = await OneAsync(school, "candidate.changed");
        Assert.Equal(["name", "remarks"], changed["changes"]!.AsObject().Select(member => member.Key).Order());
        Assert.Equal(("Noor", "Noor de Vries"), (Text(changed, "changes.name.before"), Text(changed, "changes.name.after")));
        Assert.Equal("x", Text(changed, "changes.remarks.before"));
        Assert.Null(changed["changes"]!["remarks"]!["after"]);
        Assert.Equal("2001-02-03", Text(await OneAsync(school, "candidate.created"), "changes.dateOfBirth.after"));
        var kind = await OneAsync(school, "licence.kind_changed");
        Assert.Equal(("teacher", "departments"), (Text(kind, "changes.kind.before"), Text(kind, "changes.kind.after")));
    }

    [Fact]
    public async Task A_link_between_two_resources_shows_the_other_end()
    {
        var school = await _api.OrganisationAsync();
        var group = (await school.Admin.PostAsync("/v1/groups", new { name = "A2" })).Get("id");
        var candidate = await school.CandidateAsync();
        await school.Admin.PutAsync($"/v1/groups/{group}/candidates/{candidate}");
        await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/groups/{group}/candidates/{candidate}");

        var added = (await OneAsync(school, "group.candidate_added"))["changes"]!["candidateIds"]!;
        var removed = (await OneAsync(school, "group.candidate_removed"))["changes"]!["candidateIds"]!;
        Assert.Equal(("[]", $"[\"{candidate}\"]"), (added["before"]!.ToJsonString(), added["after"]!.ToJsonString()));
        Assert.Equal(($"[\"{candidate}\"]", "[]"), (removed["before"]!.ToJsonString(), removed["after"]!.ToJsonString()));
    }

    [Fact]
    public async Task No_secret_is_in_the_log()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var code = await school.CodeAsync("reading");
        var key = await school.Admin.PostAsync("/v1/api-keys", new { name = "Key", scopes = new[] { "tests:read" } });
        var hook = await school.Admin.PostAsync("/v1/webhook-endpoints", new { url = "https://school.example/hooks" });

        var log = (await school.Admin.GetAsync("/v1/audit-log?limit=200")).Text;
        var stored = await ReadAsync($"SELECT string_agg(to_jsonb(e)::text, ' ') FROM audit_entries e WHERE tenant_id = '{school.Uuid}'");

        Assert.All(new[] { code, key.Get("key"), hook.Get("secret") }, secret =>
        {
            Assert.DoesNotContain(secret, log, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(secret, stored, StringComparison.OrdinalIgnoreCase);
        });
        Assert.Contains("tests:read", log, StringComparison.Ordinal); // the rest of the key is there
    }

    [Fact]
    public async Task What_is_a_candidates_own_is_encrypted_and_can_be_erased_from_a_log_that_never_changes()
    {
        var school = await _api.OrganisationAsync();
        var id = (await school.Admin.PostAsync("/v1/candidates", new { name = "Xanthippe", email = "x@example.org" })).Get("id");
        await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{id}", new { name = "Xanthippe Smit" });
        var other = (await school.Admin.PostAsync("/v1/candidates", new { name = "Yara" })).Get("id");
        var stored = await StoredAsync(school);
        Assert.DoesNotContain("Xanthippe", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("x@example.org", stored, StringComparison.Ordinal);

        await school.Admin.PostAsync($"/v1/candidates/{id}/erasure");

        var entries = (await school.Admin.GetAsync($"/v1/audit-log?resource={id}")).Json["data"]!.AsArray();
        Assert.Equal(["candidate.erased", "candidate.changed", "candidate.created"], entries.Select(entry => Text(entry!, "action")));
        Assert.All(entries, entry => Assert.Equal("true", Text(entry!, "changes.name.erased")));
        Assert.All(entries, entry => Assert.Null(entry!["changes"]!["name"]!["before"]));
        Assert.Equal("false", Text(entries[0]!, "changes.erasedAt.erased")); // says nothing about the person
        Assert.Equal("Yara", Text((await school.Admin.GetAsync($"/v1/audit-log?resource={other}")).Json["data"]![0]!, "changes.name.after"));
        Assert.StartsWith(stored, await StoredAsync(school), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_written_of_an_erased_candidate_is_unreadable_from_the_start()
    {
        var school = await _api.OrganisationAsync();
        var id = await school.CandidateAsync("Xanthippe");
        await EraseAsync(school, id);

        await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{id}", new { name = "Gewist" });

        Assert.Equal("true", Text(await OneAsync(school, "candidate.changed"), "changes.name.erased"));
        Assert.Equal("0", await ReadAsync($"SELECT count(*) FROM personal_keys WHERE tenant_id = '{school.Uuid}' AND key IS NOT NULL"));
    }

    [Fact]
    public async Task A_deleted_candidate_is_forgotten_by_the_log_too()
    {
        var school = await _api.OrganisationAsync();
        var id = await school.CandidateAsync("Xanthippe");

        await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/candidates/{id}");

        Assert.Equal("true", Text(await OneAsync(school, "candidate.created"), "changes.name.erased"));
        Assert.DoesNotContain("name", (await OneAsync(school, "candidate.deleted"))["changes"]!.AsObject().Select(member => member.Key));
        Assert.Equal("0", await ReadAsync($"SELECT count(*) FROM personal_keys WHERE tenant_id = '{school.Uuid}'"));
    }

    [Fact]
    public async Task Strangers_and_the_platform_itself_have_no_id()
    {
        var school = await _api.OrganisationAsync();
        await _api.AsAsync(school, async db =>
        {
            var caller = new Caller();
            var clock = new Clock(TimeProvider.System, caller);
            new Audit(db, caller, clock, new HttpContextAccessor()).Log("test.by_system", "nothing");
            new Audit(db, caller, clock, new HttpContextAccessor { HttpContext = new DefaultHttpContext() }).Log("test.by_stranger", "nothing");
            return await db.SaveChangesAsync();
        });

        var entries = (await school.Admin.GetAsync("/v1/audit-log?action=test.")).Json["data"]!.AsArray();
        Assert.Equal(["anonymous", "system"], entries.Select(entry => Text(entry!, "actor.type")).Order());
        Assert.All(entries, entry => Assert.Null(entry!["actor"]!["id"]));
        Assert.All(entries, entry => Assert.Null(entry!["resourceType"]));
    }

    [Theory]
    [InlineData("action=group.created", 2)]
    [InlineData("action=group.", 3)]
    [InlineData("action=group", 0)]
    [InlineData("action=group.c", 0)]
    [InlineData("actor=key_01h00000000000000000000000", 0)]
    [InlineData("from=2020-01-01T00:00:00%2B01:00&action=group.", 3)]
    [InlineData("to=2020-01-01T00:00:00Z", 0)]
    [InlineData("from=2999-01-01T00:00:00Z", 0)]
    public async Task The_log_is_filtered(string query, int expected)
    {
        var school = await _api.OrganisationAsync();
        await school.Admin.PostAsync("/v1/groups", new { name = "A" });
        var group = (await school.Admin.PostAsync("/v1/groups", new { name = "B" })).Get("id");
        await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/groups/{group}", new { name = "C" });

        Assert.Equal(expected, (await school.Admin.GetAsync($"/v1/audit-log?{query}")).Json["data"]!.AsArray().Count);
        Assert.Equal(2, (await school.Admin.GetAsync($"/v1/audit-log?resource={group}")).Json["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task Pages_come_newest_first_and_each_entry_once()
    {
        var school = await _api.OrganisationAsync();
        for (var i = 0; i < 5; i++)
        {
            await school.Admin.PostAsync("/v1/groups", new { name = $"{i}" });
        }

        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = await school.Admin.GetAsync($"/v1/audit-log?action=group.&limit=2{(cursor is null ? "" : $"&cursor={cursor}")}");
            names.AddRange(page.Json["data"]!.AsArray().Select(entry => Text(entry!, "changes.name.after")));
            cursor = page.Node("nextCursor")?.ToString();
        }
        while (cursor is not null);

        Assert.Equal(["4", "3", "2", "1", "0"], names);
    }

    [Theory]
    [InlineData("action=.", HttpStatusCode.UnprocessableEntity)]
    [InlineData("action=", HttpStatusCode.UnprocessableEntity)]
    [InlineData("from=yesterday", HttpStatusCode.BadRequest)]
    [InlineData("resource=%00", HttpStatusCode.UnprocessableEntity)]
    public async Task A_filter_that_cannot_be_is_refused(string query, HttpStatusCode status)
    {
        var school = await _api.OrganisationAsync();

        (await school.Admin.SendAsync(HttpMethod.Get, $"/v1/audit-log?{query}")).Expect(status);
    }

    [Fact]
    public async Task The_log_of_another_organisation_is_not_there_and_teachers_do_not_read_their_own()
    {
        var mine = await _api.OrganisationAsync();
        var theirs = await _api.OrganisationAsync();
        var group = (await theirs.Admin.PostAsync("/v1/groups", new { name = "Hun groep" })).Get("id");

        Assert.Empty((await mine.Admin.GetAsync($"/v1/audit-log?resource={group}")).Json["data"]!.AsArray());
        (await (await mine.UserAsync(["teacher"])).Client.SendAsync(HttpMethod.Get, "/v1/audit-log")).Expect(HttpStatusCode.Forbidden, "insufficient_scope");
    }

    [Fact]
    public async Task What_fails_is_not_logged()
    {
        var school = await _api.OrganisationAsync();
        await school.Admin.PostAsync("/v1/candidates", new { name = "A", number = "1" });

        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/candidates", new { name = "B", number = "1" })).Expect(HttpStatusCode.Conflict);

        Assert.Single((await school.Admin.GetAsync("/v1/audit-log?action=candidate.")).Json["data"]!.AsArray());
    }

    private static async Task<JsonNode> OneAsync(TestOrganisation school, string action) =>
        Assert.Single((await school.Admin.GetAsync($"/v1/audit-log?action={action}")).Json["data"]!.AsArray())!;

    private static string Text(JsonNode entry, string path) => path.Split('.').Aggregate((JsonNode?)entry, (node, part) => node?[part])!.ToString();

    private Task<bool> EraseAsync(TestOrganisation school, string candidate) => _api.AsAsync(school, db => db.InTransactionAsync(
        async () =>
        {
            await db.EraseFromAuditLogAsync(Id<Candidate>.Parse(candidate, null), CancellationToken.None);
            return true;
        },
        CancellationToken.None));

    private Task<string> StoredAsync(TestOrganisation school) =>
        ReadAsync($"SELECT string_agg(to_jsonb(e)::text, ' ' ORDER BY id) FROM audit_entries e WHERE tenant_id = '{school.Uuid}'");

    private async Task<string> ReadAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_api.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The texts above
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (await command.ExecuteScalarAsync())?.ToString() ?? "";
    }
}
