using System.Text.RegularExpressions;
using Cesuur.Testing;
using Npgsql;

namespace Cesuur.Api.Tests.People;

/// <summary>That every list of candidates is read from the index of its order, under row-level security, as the plans say.</summary>
[Collection(ApiCollection.Name)]
public sealed class CandidatePlanTests(ApiFixture fixture)
{
    private const int Many = 20_000;

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Every_order_of_candidates_is_read_from_its_index()
    {
        var school = await FullSchoolAsync();
        foreach (var (sort, index) in new[]
        {
            ("name", "candidates_by_name"), ("number", "candidates_by_number"), ("email", "candidates_by_email"),
            ("dateOfBirth", "candidates_by_date_of_birth"), ("nativeLanguage", "candidates_by_native_language"),
            ("nationality", "candidates_by_nationality"), ("education", "candidates_by_education"), ("createdAt", "candidates_by_creation"),
        })
        {
            foreach (var order in new[] { sort, "-" + sort })
            {
                var plans = await school.PlansAsync("candidates", async () =>
                {
                    var first = await school.Admin.GetAsync($"/v1/candidates?sort={order}");
                    await school.Admin.GetAsync($"/v1/candidates?sort={order}&cursor={first.Get("nextCursor")}");
                });
                Assert.Equal(2, plans.Count);
                Assert.All(plans, plan => AssertReadFrom(index, plan));
            }
        }
    }

    [Fact]
    public async Task A_search_is_a_range_of_the_index_of_names()
    {
        var school = await FullSchoolAsync();
        var plan = Assert.Single(await school.PlansAsync("candidates", () => school.Admin.GetAsync("/v1/candidates?search=naam 12")));
        AssertReadFrom("candidates_by_name", plan);
        Assert.Matches("Index Cond: .*search_key >= .*search_key <", plan);
    }

    [Fact]
    public async Task A_departments_list_is_read_from_the_departments_index()
    {
        var school = await FullSchoolAsync();
        var department = await school.DepartmentKeyAsync(await school.DepartmentAsync());
        await ExecuteAsync(school, "UPDATE candidates SET department_id = (SELECT id FROM departments WHERE tenant_id = @tenant) WHERE tenant_id = @tenant AND number LIKE '%77'");
        var plan = Assert.Single(await school.PlansAsync("candidates", () => department.GetAsync("/v1/candidates")));
        AssertReadFrom("candidates_by_department", plan);
    }

    [Fact]
    public async Task A_teachers_list_is_read_from_the_groups_they_teach()
    {
        var school = await FullSchoolAsync();
        var taught = (await school.Admin.GetAsync("/v1/candidates?number=12345")).Get("data[0].id");
        var teacher = await school.TeacherOfAsync(taught);
        var plan = Assert.Single(await school.PlansAsync("candidates", () => teacher.Client.GetAsync("/v1/candidates")));
        Assert.True(plan.Contains("using candidates_pkey", StringComparison.Ordinal) && !plan.Contains("using candidates_by", StringComparison.Ordinal)
            && !plan.Contains("Seq Scan on candidates", StringComparison.Ordinal), plan);
    }

    [Fact]
    public async Task A_search_in_another_order_that_finds_too_many_is_refused()
    {
        var school = await FullSchoolAsync();
        (await school.Admin.SendAsync(HttpMethod.Get, "/v1/candidates?search=naam&sort=createdAt"))
            .Expect(System.Net.HttpStatusCode.UnprocessableEntity, "search_too_broad");
        var found = await school.Admin.GetAsync("/v1/candidates?search=naam 1999&sort=-number");
        Assert.Equal(["19999", "19998", "19997"], found.Json["data"]!.AsArray().Take(3).Select(candidate => candidate!["number"]!.ToString()));
    }

    private static void AssertReadFrom(string index, string plan)
    {
        Assert.True(
            Regex.IsMatch(plan, $"Index (Only )?Scan( Backward)? using {index} on candidates")
            && !plan.Contains("Sort", StringComparison.Ordinal) && !plan.Contains("Seq Scan on candidates", StringComparison.Ordinal),
            plan);
    }

    private async Task<TestOrganisation> FullSchoolAsync()
    {
        var school = await _api.OrganisationAsync(licence: "departments");
        await ExecuteAsync(school, $"""
            INSERT INTO candidates (tenant_id, id, name, search_key, number, email, date_of_birth, native_language, nationality, education, created_at)
            SELECT @tenant, uuidv7(), 'Naam ' || n, 'naam ' || n, n::text, n || '@example.org', date '1970-01-01' + n % 15000,
                'Taal ' || n % 90, 'Land ' || n % 200, 'Niveau ' || n % 7, now() - n * interval '1 minute'
            FROM generate_series(1, {Many}) AS n
            """);
        await ExecuteAsync(school, "ANALYZE candidates");
        return school;
    }

    private static async Task ExecuteAsync(TestOrganisation school, string sql)
    {
        await using var connection = new NpgsqlConnection(school.Api.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The constants above
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        if (sql.Contains("@tenant", StringComparison.Ordinal))
        {
            command.Parameters.AddWithValue("tenant", school.Uuid);
        }

        await command.ExecuteNonQueryAsync();
    }
}
