using System.Net;
using Cesuur.Testing;
using Npgsql;

namespace Cesuur.Api.Tests.Catalogue;

/// <summary>Fields of study: what an organisation is entitled to, and what a user is bound to (E).</summary>
[Collection(ApiCollection.Name)]
public sealed class FieldTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Theory]
    [InlineData("teacher")]
    [InlineData("admin")]
    public async Task A_user_bound_to_a_field_finds_the_tests_of_that_field_only_and_a_key_finds_all(string role)
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var care = await school.OwnTestAsync(field: "zorg-en-welzijn");
        var tech = await school.OwnTestAsync(field: "techniek");
        var none = await school.OwnTestAsync();
        var user = await BoundAsync(school, role, "zorg-en-welzijn");
        Assert.Equal([care], await TestsAsync(user.Client));
        Assert.Equal(care, (await user.Client.GetAsync($"/v1/tests/{care}")).Get("test.id"));
        Assert.NotNull((await user.Client.GetAsync($"/v1/tests/{care}")).Node("currentVersion"));
        foreach (var other in new[] { tech, none, await school.TestAsync("writing") })
        {
            (await user.Client.SendAsync(HttpMethod.Get, $"/v1/tests/{other}")).Expect(HttpStatusCode.NotFound);
        }

        Assert.Equal(7, (await TestsAsync(school.Admin)).Count);
        Assert.Equal([tech], await TestsAsync(school.Admin, "?field=techniek"));
        Assert.Empty(await TestsAsync(user.Client, "?field=techniek"));
    }

    [Fact]
    public async Task A_test_of_another_field_is_refused_in_an_invitation_as_one_that_is_not_there()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var care = await school.OwnTestAsync(field: "zorg-en-welzijn");
        var tech = await school.OwnTestAsync(field: "techniek");
        var user = await BoundAsync(school, "teacher", "zorg-en-welzijn");
        var candidate = (await user.Client.PostAsync("/v1/candidates", new { name = "Amira Haddad" })).Get("id");
        foreach (var path in new[] { "/v1/invitations", "/v1/invitations/preview" })
        {
            var refused = await user.Client.SendAsync(HttpMethod.Post, path, new { candidateIds = new[] { candidate }, testIds = new[] { care, tech } });
            refused.Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
            Assert.Equal(("/testIds/1", "reference_not_found"), (refused.Get("errors[0].pointer"), refused.Get("errors[0].code")));
        }

        await user.Client.PostAsync("/v1/invitations", new { candidateIds = new[] { candidate }, testIds = new[] { care } });
    }

    [Fact]
    public async Task Work_that_is_there_stays_and_is_rated_whatever_its_field_and_the_candidate_notices_nothing()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var candidate = await school.CandidateAsync();
        var teacher = await school.TeacherOfAsync(candidate);
        var invited = await school.Admin.PostAsync("/v1/invitations", new { candidateIds = new[] { candidate }, testIds = new[] { await school.TestAsync("writing") } });
        await BindAsync(school, teacher.Id, "zorg-en-welzijn");

        var sitting = await TestSitting.CheckInAsync(_api, invited.Get("invitations[0].code"));
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        Assert.Empty(await TestsAsync(teacher.Client));
        Assert.Equal(sitting.Id, (await teacher.Client.GetAsync("/v1/sittings")).Get("data[0].id"));
        foreach (var task in (await teacher.Client.GetAsync($"/v1/sittings/{sitting.Id}/rating")).Json["tasks"]!.AsArray())
        {
            await teacher.Client.PutAsync($"/v1/sittings/{sitting.Id}/rating/tasks/{task!["itemId"]}", new { scores = new { adequacy = 0 } });
        }

        var result = await teacher.Client.PostAsync($"/v1/sittings/{sitting.Id}/rating/finalisation");
        Assert.Equal("fail", (await teacher.Client.GetAsync($"/v1/results/{result.Get("id")}")).Get("result.outcome"));
        var report = await teacher.Client.PostAsync("/v1/reports", new { kind = "candidate", resultIds = new[] { result.Get("id") } });
        Assert.Equal("succeeded", (await school.JobAsync(report.Get("job.id"))).Get("status"));
    }

    [Fact]
    public async Task An_entitlement_to_a_field_opens_the_tests_of_that_field_those_to_come_included_behind_both_walls()
    {
        var publisher = await _api.OrganisationAsync();
        var care = await publisher.OwnTestAsync(field: "zorg-en-welzijn");
        await publisher.OwnTestAsync(field: "techniek");
        await publisher.OwnTestAsync();
        var school = await _api.BareSchoolAsync();
        var path = $"/v1/platform/organisations/{school.Id}/entitlements";
        Assert.Equal("zorg-en-welzijn", (await _api.Operator.PostAsync(path, new { publisherId = publisher.Id, field = "zorg-en-welzijn" })).Get("field"));
        Assert.Equal([care], await TestsAsync(school.Admin));
        Assert.Equal((1, 1), await BySqlAsync(school));

        var another = await publisher.OwnTestAsync(field: "zorg-en-welzijn");
        Assert.Equal(new[] { care, another }.Order(), (await TestsAsync(school.Admin)).Order());
        Assert.Equal((2, 2), await BySqlAsync(school));
        await school.Admin.PostAsync("/v1/credits/redemptions", new { token = await _api.TokenAsync(1) });
        var invited = await school.Admin.PostAsync("/v1/invitations", new { candidateIds = new[] { await school.CandidateAsync() }, testIds = new[] { another } });
        var sitting = await TestSitting.CheckInAsync(_api, invited.Get("invitations[0].code"));
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        Assert.Single(await sitting.ItemsAsync());
    }

    [Fact]
    public async Task An_entitlement_to_a_test_of_no_field_opens_no_other_test_of_no_field()
    {
        var publisher = await _api.OrganisationAsync();
        var one = await publisher.OwnTestAsync();
        await publisher.OwnTestAsync();
        var school = await _api.BareSchoolAsync();
        await _api.Operator.PostAsync($"/v1/platform/organisations/{school.Id}/entitlements", new { publisherId = publisher.Id, testId = one });
        Assert.Equal([one], await TestsAsync(school.Admin));
        Assert.Equal((1, 1), await BySqlAsync(school));
    }

    [Fact]
    public async Task An_entitlement_is_to_one_test_or_to_a_field_that_has_tests()
    {
        var publisher = await _api.OrganisationAsync();
        var test = await publisher.OwnTestAsync(field: "techniek");
        var school = await _api.BareSchoolAsync();
        var path = $"/v1/platform/organisations/{school.Id}/entitlements";
        foreach (var (body, code) in new (object, string)[]
        {
            (new { publisherId = publisher.Id, testId = test, field = "techniek" }, "invalid_value"),
            (new { publisherId = publisher.Id, field = "Techniek!" }, "invalid_value"),
            (new { publisherId = publisher.Id, field = "landbouw" }, "reference_not_found"),
        })
        {
            var refused = await _api.Operator.SendAsync(HttpMethod.Post, path, body);
            Assert.Equal(("/field", code), (refused.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer"), refused.Get("errors[0].code")));
        }
    }

    [Fact]
    public async Task Nobody_gives_somebody_else_or_themselves_sight_of_more_fields_than_they_have()
    {
        var school = await _api.OrganisationAsync();
        var care = await school.OwnTestAsync(field: "zorg-en-welzijn");
        await school.OwnTestAsync(field: "techniek");
        var admin = await BoundAsync(school, "admin", "zorg-en-welzijn");
        foreach (var fields in new[] { ["techniek"], new[] { "zorg-en-welzijn", "techniek" } })
        {
            var refused = await admin.Client.SendAsync(HttpMethod.Post, "/v1/users", new { name = "Jan", email = "jan@example.org", roles = new[] { "teacher" }, fields });
            Assert.Equal("field_not_grantable", refused.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].code"));
        }

        var created = await admin.Client.PostAsync("/v1/users", new { name = "Jan", email = "jan@example.org", roles = new[] { "teacher" } });
        Assert.Equal("zorg-en-welzijn", created.Get("fields[0]"));
        foreach (var user in new[] { admin.Id, created.Get("id") })
        {
            var refused = await admin.Client.SendAsync(HttpMethod.Patch, $"/v1/users/{user}", new { fields = (string[]?)null });
            Assert.Equal("field_not_grantable", refused.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].code"));
        }

        var key = await admin.Client.PostAsync("/v1/api-keys", new { name = "Mine", scopes = new[] { "tests:read" } });
        Assert.Equal("zorg-en-welzijn", key.Get("apiKey.fields[0]"));
        Assert.Equal([care], await TestsAsync(_api.Client(key.Get("key"))));

        (await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/users/{admin.Id}", new { fields = (string[]?)null })).Expect(HttpStatusCode.OK);
        Assert.Equal(6, (await TestsAsync(admin.Client)).Count);
    }

    [Theory]
    [InlineData("Zorg")]
    [InlineData("zorg en welzijn")]
    [InlineData("-zorg")]
    [InlineData("")]
    public async Task A_field_is_lower_case_words_with_dashes(string field)
    {
        var school = await _api.OrganisationAsync();
        var user = await school.UserAsync(["teacher"]);
        var refused = await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/users/{user.Id}", new { fields = new[] { field } });
        Assert.Equal("/fields", refused.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer"));
    }

    private static async Task<TestUser> BoundAsync(TestOrganisation school, string role, params string[] fields)
    {
        var user = await school.UserAsync([role]);
        await BindAsync(school, user.Id, fields);
        return user;
    }

    private static async Task BindAsync(TestOrganisation school, string user, params string[] fields)
    {
        var bound = await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/users/{user}", new { fields });
        Assert.Equal(fields, bound.Expect(HttpStatusCode.OK).Json["fields"]!.AsArray().Select(field => field!.ToString()));
    }

    private static async Task<IReadOnlyList<string>> TestsAsync(TestClient client, string query = "") =>
        [.. (await client.GetAsync($"/v1/tests{query}")).Json["data"]!.AsArray().Select(test => test!["id"]!.ToString())];

    /// <summary>What row-level security alone shows of tests and their versions.</summary>
    private async Task<(long Tests, long Versions)> BySqlAsync(TestOrganisation school)
    {
        await using var connection = await _api.Databases.App.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(
            "SELECT (SELECT count(*) FROM tests), (SELECT count(*) FROM test_versions) FROM set_config('cesuur.tenant', @tenant, true)", connection);
        command.Parameters.AddWithValue("tenant", school.Uuid.ToString());
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
