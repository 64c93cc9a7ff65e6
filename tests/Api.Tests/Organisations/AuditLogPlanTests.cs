using Cesuur.Api.Http;
using Cesuur.Api.Organisations;
using Cesuur.Testing;
using Npgsql;

namespace Cesuur.Api.Tests.Organisations;

/// <summary>A log of years is read as fast as one of days: every filter has an index, under row-level security too.</summary>
public sealed class AuditLogPlanTests(AuditLogPlanTests.LargeLog log) : IClassFixture<AuditLogPlanTests.LargeLog>
{
    public static TheoryData<string, AuditLogRequest> Filters => new()
    {
        { "audit_entries_by_time", new AuditLogRequest() },
        { "audit_entries_by_time", new AuditLogRequest { From = LargeLog.Middle, To = LargeLog.Middle.AddHours(1) } },
        { "audit_entries_by_actor", new AuditLogRequest { Actor = "usr_7" } },
        { "audit_entries_by_action", new AuditLogRequest { Action = "candidate.verb_5" } },
        { "audit_entries_by_area", new AuditLogRequest { Action = "group." } },
        { "audit_entries_by_resource", new AuditLogRequest { Resource = "cand_7" } },
        { "audit_entries_by_actor", new AuditLogRequest { Actor = "usr_7", From = LargeLog.Middle } },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_page_of_the_log_comes_from_an_index_in_its_order(string index, AuditLogRequest wanted)
    {
        var plans = await log.Api.PlansOfAsync(log.School, async db =>
        {
            var first = await ListAuditLog.ReadAsync(new PageRequest { Limit = 20 }, wanted, db, CancellationToken.None);
            Assert.Equal(20, first.Data.Count);
            await ListAuditLog.ReadAsync(new PageRequest { Limit = 20, Cursor = first.NextCursor }, wanted, db, CancellationToken.None);
        });

        Assert.Equal(2, plans.Count);
        Assert.All(plans, plan =>
        {
            Assert.Contains($"Index Scan Backward using {index}", plan, StringComparison.Ordinal);
            Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
            Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        });
    }

    /// <summary>100,000 entries of one organisation, among those of another; in a database of its own, since it is large.</summary>
    public sealed class LargeLog : IAsyncLifetime
    {
        public static readonly DateTimeOffset Middle = new(2025, 6, 1, 0, 0, 0, TimeSpan.Zero);

        public TestApi Api { get; private set; } = null!;

        public TestOrganisation School { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Api = await TestApi.StartAsync();
            School = await Api.OrganisationAsync();
            var other = await Api.OrganisationAsync();
            await using var connection = new NpgsqlConnection(Api.ConnectionString);
            await connection.OpenAsync();
            await using var fill = new NpgsqlCommand(
                """
                INSERT INTO audit_entries (tenant_id, id, at, actor_type, actor_id, area, action, resource_type, resource)
                SELECT tenant, uuidv7(), @middle + (i - 50000) * interval '1 minute', 'user', 'usr_' || i % 500,
                    (ARRAY['candidate', 'group', 'user', 'rating', 'report'])[1 + i % 5],
                    (ARRAY['candidate', 'group', 'user', 'rating', 'report'])[1 + i % 5] || '.verb_' || i % 7, 'candidate', 'cand_' || i % 1000
                FROM generate_series(1, 110000) AS i, LATERAL (SELECT CASE WHEN i % 11 = 0 THEN @other ELSE @school END AS tenant)
                """,
                connection) { CommandTimeout = 300 };
            fill.Parameters.AddWithValue("school", School.Uuid);
            fill.Parameters.AddWithValue("other", other.Uuid);
            fill.Parameters.AddWithValue("middle", Middle);
            await fill.ExecuteNonQueryAsync();
            await using var analyse = new NpgsqlCommand("ANALYZE audit_entries", connection);
            await analyse.ExecuteNonQueryAsync();
        }

        public async Task DisposeAsync() => await Api.DisposeAsync();
    }
}
