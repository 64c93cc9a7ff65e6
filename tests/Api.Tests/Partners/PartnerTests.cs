using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Partners;

[Collection(ApiCollection.Name)]
public sealed class PartnerTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_partner_works_for_the_organisation_that_granted_it_within_the_scopes_until_it_is_withdrawn()
    {
        var school = await _api.OrganisationAsync();
        var partner = await TestPartner.CreateAsync(_api, "Leerplein");
        var granted = await school.Admin.PostAsync("/v1/partner-grants", new { partnerId = partner.Id, scopes = new[] { "candidates:read", "candidates:write" } });
        Assert.Equal("Leerplein", granted.Get("partnerName"));

        var client = partner.For(school.Id);
        await client.PostAsync("/v1/candidates", new { name = "Amira Haddad" });
        Assert.Equal("Amira Haddad", (await school.Admin.GetAsync("/v1/candidates")).Get("data[0].name"));
        (await client.SendAsync(HttpMethod.Get, "/v1/tests")).Expect(HttpStatusCode.Forbidden, "insufficient_scope");
        (await client.SendAsync(HttpMethod.Get, "/v1/me")).Expect(HttpStatusCode.Forbidden, "insufficient_scope");

        (await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/partner-grants/{granted.Get("id")}")).Expect(HttpStatusCode.NoContent);
        (await client.SendAsync(HttpMethod.Get, "/v1/candidates")).Expect(HttpStatusCode.Forbidden, "no_grant");
        Assert.NotNull((await school.Admin.GetAsync("/v1/partner-grants")).Node("data[0].withdrawnAt"));

        await partner.GrantedAsync(school, "candidates:read");
        await client.GetAsync("/v1/candidates");
    }

    [Fact]
    public async Task An_organisation_that_granted_nothing_and_one_that_does_not_exist_are_the_same()
    {
        var partner = await TestPartner.CreateAsync(_api);
        var stranger = await _api.OrganisationAsync();
        var answers = new List<Answer>();
        foreach (var organisation in new[] { stranger.Id, "org_01h455vb4pex5vsknk084sn02q", "nonsense", $"{stranger.Id}, {stranger.Id}", _api.Seeded[0].Id.ToString() })
        {
            answers.Add(await partner.For(organisation).SendAsync(HttpMethod.Get, "/v1/candidates"));
        }

        Assert.All(answers, answer => answer.Expect(HttpStatusCode.Forbidden, "no_grant"));
        Assert.Single(answers.Select(answer => answer.Get("detail")).Distinct());
        (await partner.Client.SendAsync(HttpMethod.Get, "/v1/candidates")).Expect(HttpStatusCode.BadRequest, "organisation_header_needed");
    }

    [Fact]
    public async Task The_header_means_nothing_with_an_organisations_own_key()
    {
        var mine = await _api.OrganisationAsync();
        var theirs = await _api.OrganisationAsync();
        await theirs.CandidateAsync();
        Assert.Empty((await new TestClient(_api.Address, mine.Key, theirs.Id).GetAsync("/v1/candidates")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task A_partner_sees_who_granted_it_what_page_by_page()
    {
        var partner = await TestPartner.CreateAsync(_api);
        var other = await TestPartner.CreateAsync(_api);
        var one = await _api.OrganisationAsync();
        var two = await _api.OrganisationAsync();
        await partner.GrantedAsync(one, "tests:read");
        var withdrawn = await partner.GrantedAsync(two, "tests:read");
        await two.Admin.SendAsync(HttpMethod.Delete, $"/v1/partner-grants/{withdrawn}");
        var grant = await partner.GrantedAsync(two, "candidates:read", "tests:read");
        await other.GrantedAsync(one, "candidates:read");

        var first = await partner.Client.GetAsync("/v1/partner/grants?limit=1");
        Assert.Equal((grant, two.Id, "Proefschool", "candidates:read"), (first.Get("data[0].id"), first.Get("data[0].organisationId"), first.Get("data[0].organisationName"), first.Get("data[0].scopes[0]")));
        var second = await partner.Client.GetAsync($"/v1/partner/grants?limit=1&cursor={first.Get("nextCursor")}");
        Assert.Equal(one.Id, second.Get("data[0].organisationId"));
        Assert.Null(second.Node("nextCursor"));
    }

    [Fact]
    public async Task A_grant_gives_at_most_what_the_caller_has_and_never_a_way_in_that_outlives_it()
    {
        var school = await _api.OrganisationAsync();
        var partner = await TestPartner.CreateAsync(_api);
        var narrow = _api.Client((await school.Admin.PostAsync("/v1/api-keys", new { name = "Narrow", scopes = new[] { "partners:write", "tests:read" } })).Get("key"));
        foreach (var (client, scope) in new[] { (narrow, "candidates:read"), (school.Admin, "keys:write"), (school.Admin, "partners:write"), (school.Admin, "platform"), (school.Admin, "all") })
        {
            var refused = await client.SendAsync(HttpMethod.Post, "/v1/partner-grants", new { partnerId = partner.Id, scopes = new[] { "tests:read", scope } });
            Assert.Equal(("/scopes/1", "scope_not_grantable"), (refused.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer"), refused.Get("errors[0].code")));
        }

        foreach (var unknown in new[] { "partner_01h455vb4pex5vsknk084sn02q", "nonsense", school.Id })
        {
            var refused = await school.Admin.SendAsync(HttpMethod.Post, "/v1/partner-grants", new { partnerId = unknown, scopes = new[] { "tests:read" } });
            Assert.Equal(("/partnerId", "reference_not_found"), (refused.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer"), refused.Get("errors[0].code")));
        }

        await partner.GrantedAsync(school, "tests:read");
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/partner-grants", new { partnerId = partner.Id, scopes = new[] { "tests:read" } }))
            .Expect(HttpStatusCode.Conflict, "already_granted");
    }

    [Fact]
    public async Task A_grant_for_a_department_shows_that_department_only()
    {
        var school = await _api.OrganisationAsync(licence: "departments");
        var mine = await school.DepartmentAsync("Mine");
        var theirs = await school.DepartmentAsync("Theirs");
        await school.Admin.PostAsync("/v1/candidates", new { name = "Hun", departmentId = theirs });
        var partner = await TestPartner.CreateAsync(_api);
        var wide = await school.Admin.SendAsync(HttpMethod.Post, "/v1/partner-grants", new { partnerId = partner.Id, departmentId = mine, scopes = new[] { "webhooks:write" } });
        Assert.Equal("scope_not_grantable", wide.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].code"));
        await school.Admin.PostAsync("/v1/partner-grants", new { partnerId = partner.Id, departmentId = mine, scopes = new[] { "candidates:read", "candidates:write" } });

        var created = await partner.For(school.Id).PostAsync("/v1/candidates", new { name = "Mijn" });
        Assert.Equal(mine, created.Get("departmentId"));
        Assert.Equal("Mijn", Assert.Single((await partner.For(school.Id).GetAsync("/v1/candidates")).Json["data"]!.AsArray())!["name"]!.ToString());
        (await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/departments/{mine}")).Expect(HttpStatusCode.Conflict, "department_in_use");
    }

    [Fact]
    public async Task A_grant_of_somebody_bound_to_fields_shows_the_tests_of_those_fields()
    {
        var school = await _api.OrganisationAsync();
        var care = await school.OwnTestAsync(field: "zorg-en-welzijn");
        var admin = await school.UserAsync(["admin"]);
        await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/users/{admin.Id}", new { fields = new[] { "zorg-en-welzijn" } });
        var partner = await TestPartner.CreateAsync(_api);
        await admin.Client.PostAsync("/v1/partner-grants", new { partnerId = partner.Id, scopes = new[] { "tests:read" } });
        Assert.Equal(care, Assert.Single((await partner.For(school.Id).GetAsync("/v1/tests")).Json["data"]!.AsArray())!["id"]!.ToString());
    }

    [Fact]
    public async Task A_key_is_changed_for_another_without_a_moment_of_neither()
    {
        var school = await _api.OrganisationAsync();
        var partner = await TestPartner.CreateAsync(_api);
        await partner.GrantedAsync(school, "tests:read");
        var keys = $"/v1/platform/partners/{partner.Id}/keys";
        var added = await _api.Operator.PostAsync(keys, new { });
        var successor = new TestClient(_api.Address, added.Get("key"), school.Id);
        await successor.GetAsync("/v1/tests");
        await partner.For(school.Id).GetAsync("/v1/tests");

        (await _api.Operator.SendAsync(HttpMethod.Delete, $"{keys}/{partner.KeyId}")).Expect(HttpStatusCode.NoContent);
        (await partner.For(school.Id).SendAsync(HttpMethod.Get, "/v1/tests")).Expect(HttpStatusCode.Unauthorized);
        await successor.GetAsync("/v1/tests");
        Assert.Equal(2, (await _api.Operator.GetAsync(keys)).Json["data"]!.AsArray().Count);

        var expired = await _api.Operator.PostAsync(keys, new { expiresAt = "2020-01-01T00:00:00Z" });
        (await _api.Client(expired.Get("key")).SendAsync(HttpMethod.Get, "/v1/partner/grants")).Expect(HttpStatusCode.Unauthorized);
        var other = await TestPartner.CreateAsync(_api);
        (await _api.Operator.SendAsync(HttpMethod.Delete, $"/v1/platform/partners/{other.Id}/keys/{added.Get("partnerKey.id")}")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_operator_finds_partners_by_name()
    {
        var name = $"Zoekpartner {Guid.CreateVersion7():N}";
        var partner = await TestPartner.CreateAsync(_api, name);
        Assert.Equal(partner.Id, (await _api.Operator.GetAsync($"/v1/platform/partners?search={Uri.EscapeDataString(name.ToUpperInvariant())}")).Get("data[0].id"));
    }

    [Fact]
    public async Task The_audit_log_names_the_partners_key_and_the_grant_by_which_it_worked()
    {
        var school = await _api.OrganisationAsync();
        var partner = await TestPartner.CreateAsync(_api);
        var grant = await partner.GrantedAsync(school, "candidates:write");
        var candidate = await partner.For(school.Id).PostAsync("/v1/candidates", new { name = "Amira Haddad" });
        var entry = await school.Admin.GetAsync($"/v1/audit-log?resource={candidate.Get("id")}");
        Assert.Equal(("partner", partner.KeyId, grant), (entry.Get("data[0].actor.type"), entry.Get("data[0].actor.id"), entry.Get("data[0].actor.via")));
        Assert.Single((await school.Admin.GetAsync($"/v1/audit-log?actor={partner.KeyId}")).Json["data"]!.AsArray());

        // Who that is stands in the grant, also once it is withdrawn.
        await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/partner-grants/{grant}");
        var shown = (await school.Admin.GetAsync("/v1/partner-grants")).Json["data"]!.AsArray().Single(known => known!["id"]!.ToString() == grant)!;
        Assert.Equal("Leerplein", shown["partnerName"]!.ToString());
        var log = (await school.Admin.GetAsync($"/v1/audit-log?resource={grant}")).Json["data"]!.AsArray();
        Assert.Equal(["partner_grant.withdrawn", "partner_grant.created"], log.Select(line => line!["action"]!.ToString()));
    }

    [Fact]
    public async Task A_suspended_organisation_is_closed_to_its_partners_too()
    {
        var school = await _api.OrganisationAsync();
        var partner = await TestPartner.CreateAsync(_api);
        await partner.GrantedAsync(school, "tests:read");
        await _api.Operator.PostAsync($"/v1/platform/organisations/{school.Id}/suspension", new { reason = "Niet betaald." });
        (await partner.For(school.Id).SendAsync(HttpMethod.Get, "/v1/tests")).Expect(HttpStatusCode.Forbidden, "organisation_suspended");
    }

    [Fact]
    public async Task An_idempotency_key_of_a_partner_is_another_one_for_every_organisation()
    {
        var partner = await TestPartner.CreateAsync(_api);
        foreach (var _ in new[] { 1, 2 })
        {
            var school = await _api.OrganisationAsync();
            await partner.GrantedAsync(school, "candidates:write");
            for (var attempt = 0; attempt < 2; attempt++)
            {
                var created = await partner.For(school.Id).SendAsync(HttpMethod.Post, "/v1/candidates", new { name = "Amira Haddad" }, ("Idempotency-Key", "same"));
                Assert.Equal(attempt == 1, created.Expect(HttpStatusCode.Created).Headers.Contains("Idempotency-Replayed"));
            }

            Assert.Single((await school.Admin.GetAsync("/v1/candidates")).Json["data"]!.AsArray());
        }
    }

    [Fact]
    public async Task Organisations_are_never_mixed_however_many_are_worked_for_at_once()
    {
        var partner = await TestPartner.CreateAsync(_api);
        var schools = new List<TestOrganisation>();
        for (var i = 0; i < 4; i++)
        {
            schools.Add(await _api.OrganisationAsync());
            await partner.GrantedAsync(schools[i], "candidates:read", "candidates:write");
        }

        var clients = schools.ConvertAll(school => partner.For(school.Id));
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var mine = i % schools.Count;
            var created = await clients[mine].PostAsync("/v1/candidates", new { name = $"School {mine}" });
            (await clients[(mine + 1) % schools.Count].SendAsync(HttpMethod.Get, $"/v1/candidates/{created.Get("id")}")).Expect(HttpStatusCode.NotFound);
            var seen = (await clients[mine].GetAsync("/v1/candidates?limit=200")).Json["data"]!.AsArray();
            Assert.All(seen, candidate => Assert.Equal($"School {mine}", candidate!["name"]!.ToString()));
        }));
        foreach (var school in schools)
        {
            Assert.Equal(50, (await school.Admin.GetAsync("/v1/candidates?limit=200")).Json["data"]!.AsArray().Count);
        }
    }
}
