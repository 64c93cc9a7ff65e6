using Cesuur.Testing;
using Npgsql;

namespace Cesuur.Api.Tests.Organisations;

/// <summary>A log of years is read as fast as one of days: every filter has its index, under row-level security, as the plans say.</summary>
[Collection(ApiCollection.Name)]
public sealed class AuditLogPlanTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Every_filter_of_the_log_is_read_from_its_index_in_the_order_of_time()
    {
        var school = await FullLogAsync();
        foreach (var (query, index) in new[]
        {
            ("", "audit_entries_by_time"),
            ("sort=at", "audit_entries_by_time"),
            ("from=2025-06-01T00:00:00Z&to=2025-06-01T03:00:00Z", "audit_entries_by_time"),
            ("actor=usr_7", "audit_entries_by_actor"),
            ("action=candidate.verb_5", "audit_entries_by_action"),
            ("action=group.", "audit_entries_by_area"),
            ("resource=grp_7", "audit_entries_by_resource"),
            ("actor=usr_7&from=2025-06-01T00:00:00Z", "audit_entries_by_actor"),
        })
        {
            var plans = await school.PlansAsync("audit_entries", async () =>
            {
                var first = await school.Admin.GetAsync($"/v1/audit-log?{query}");
                await school.Admin.GetAsync($"/v1/audit-log?{query}&cursor={first.Get("nextCursor")}");
            });

            Assert.Equal(2, plans.Count);
            Assert.All(plans, plan => Assert.True(
                plan.Contains($" using {index} on audit_entries", StringComparison.Ordinal)
                && !plan.Contains("Sort", StringComparison.Ordinal) && !plan.Contains("Seq Scan", StringComparison.Ordinal),
                $"{query}\n{plan}"));
        }
    }

    private async Task<TestOrganisation> FullLogAsync()
    {
        var school = await _api.OrganisationAsync();
        await using var connection = new NpgsqlConnection(_api.ConnectionString);
        await connection.OpenAsync();
        await using var fill = new NpgsqlCommand(
            """
            INSERT INTO audit_entries (tenant_id, id, at, actor_type, actor_id, area, action, resource_type, resource)
            SELECT @tenant, uuidv7(), timestamptz '2025-06-01 00:00Z' + (n - 50000) * interval '1 minute', 'user', 'usr_' || n % 500,
                area, area || '.verb_' || n % 7, 'group', 'grp_' || n % 1000
            FROM generate_series(1, 100000) AS n, LATERAL (SELECT (ARRAY['candidate', 'group', 'user', 'rating', 'report'])[1 + n % 5] AS area)
            """,
            connection)
        { CommandTimeout = 300 };
        fill.Parameters.AddWithValue("tenant", school.Uuid);
        await fill.ExecuteNonQueryAsync();
        await using var analyse = new NpgsqlCommand("ANALYZE audit_entries", connection);
        await analyse.ExecuteNonQueryAsync();
        return school;
    }
}
