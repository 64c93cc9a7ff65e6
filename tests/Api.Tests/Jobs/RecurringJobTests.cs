using Cesuur.Api.Credits;
using Cesuur.Api.Http;
using Cesuur.Api.Jobs;
using Cesuur.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Quartz;

namespace Cesuur.Api.Tests.Jobs;

[Collection(ApiCollection.Name)]
public sealed class RecurringJobTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_ledger_that_was_used_reconciles()
    {
        var school = await _api.OrganisationAsync(credits: 3);
        await school.CodeAsync("reading");

        Assert.Empty(await ReconcileAsync(school, []));
    }

    [Fact]
    public async Task A_balance_that_its_entries_do_not_explain_is_an_alarm()
    {
        var school = await _api.OrganisationAsync(credits: 3);
        await ExecuteAsync($"UPDATE accounts SET balance = 4 WHERE tenant_id = '{school.Uuid}' AND kind = 'available'");
        var alarms = new List<string>();

        Assert.Equal(["account available says 4, its entries 3"], await ReconcileAsync(school, alarms));

        Assert.Contains(alarms, alarm => alarm.Contains(school.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_transaction_that_does_not_sum_to_zero_is_an_alarm()
    {
        var school = await _api.OrganisationAsync(credits: 3);
        await ExecuteAsync($"""
            SET session_replication_role = replica;
            DELETE FROM ledger_entries WHERE tenant_id = '{school.Uuid}' AND account = 'received';
            UPDATE accounts SET balance = 0 WHERE tenant_id = '{school.Uuid}' AND kind = 'received';
            """);

        var found = Assert.Single(await ReconcileAsync(school, []));

        Assert.EndsWith("has entries that sum to 3", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transaction_whose_entry_is_gone_is_an_alarm()
    {
        var school = await _api.OrganisationAsync(credits: 3);
        await ExecuteAsync($"""
            SET session_replication_role = replica;
            DELETE FROM ledger_entries WHERE tenant_id = '{school.Uuid}';
            UPDATE accounts SET balance = 0 WHERE tenant_id = '{school.Uuid}';
            """);

        var found = Assert.Single(await ReconcileAsync(school, []));

        Assert.EndsWith("says 3, its entry is missing", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Idempotency_keys_are_forgotten_after_24_hours_and_not_before()
    {
        var school = await _api.OrganisationAsync();
        await AddKeyAsync(school, "old", "24 hours 1 minute");
        await AddKeyAsync(school, "young", "23 hours 59 minutes");

        await new ForgetIdempotencyKeysJob(_api.Databases, NullLogger<ForgetIdempotencyKeysJob>.Instance).RunAsync(CancellationToken.None);

        Assert.Equal(["young"], await KeysAsync(school));
    }

    [Fact]
    public async Task The_errors_of_jobs_are_forgotten_after_30_days_and_not_before()
    {
        var school = await _api.OrganisationAsync();
        foreach (var (id, age) in new[] { ("old", "30 days 1 minute"), ("young", "29 days 23 hours") })
        {
            var job = await school.ImportAsync($"naam\n={id}");
            await ExecuteAsync($"UPDATE jobs SET finished_at = now() - interval '{age}' WHERE id = '{Domain.Id<Domain.Jobs.Job>.Parse(job.Get("id"), null).Value}'");
        }

        await new ForgetJobErrorsJob(_api.Databases, NullLogger<ForgetJobErrorsJob>.Instance).RunAsync(CancellationToken.None);

        Assert.Equal(
            ["=young"],
            await ReadAsync($"SELECT errors->0->>'value' FROM jobs WHERE tenant_id = '{school.Uuid}' AND errors IS NOT NULL"));
    }

    [Fact]
    public async Task The_schedule_is_in_the_database_and_fires()
    {
        var school = await _api.OrganisationAsync();
        await AddKeyAsync(school, "old", "2 days");
        var scheduler = _api.Services.GetRequiredService<IScheduler>();

        Assert.True((await scheduler.GetMetadata()).JobStoreClustered);
        await scheduler.TriggerJob(new JobKey("forget_idempotency_keys"));

        await TestJobs.EventuallyAsync(() => KeysAsync(school), keys => keys.Count == 0);
        Assert.Equal(
            [
                "forget_idempotency_keys 0 15 * * * ?", "forget_job_errors 0 45 2 * * ?", "forget_sessions 0 45 * * * ?",
                "licence_notices 0 5 * * * ?", "reconcile_ledger 0 30 2 * * ?",
            ],
            await ReadAsync("SELECT trigger_name || ' ' || cron_expression FROM quartz.qrtz_cron_triggers ORDER BY 1"));
    }

    private async Task<List<string>> ReconcileAsync(TestOrganisation school, List<string> alarms)
    {
        var found = await new ReconcileLedgerJob(_api.Databases, new AlarmLog(alarms)).RunAsync(CancellationToken.None);
        return [.. found.Where(discrepancy => discrepancy.Organisation.Value == school.Uuid).Select(discrepancy => discrepancy.What)];
    }

    private Task AddKeyAsync(TestOrganisation school, string key, string age) => ExecuteAsync($"""
        INSERT INTO idempotency_keys (tenant_id, credential, key, fingerprint, protected_response, created_at)
        VALUES ('{school.Uuid}', 'key', '{key}', '', '', now() - interval '{age}')
        """);

    private Task<List<string>> KeysAsync(TestOrganisation school) =>
        ReadAsync($"SELECT key FROM idempotency_keys WHERE tenant_id = '{school.Uuid}'");

    private async Task ExecuteAsync(string sql) => await ReadAsync(sql);

    // As the owner of the database, to whom nothing is forbidden.
    private async Task<List<string>> ReadAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_api.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The texts above
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private sealed class AlarmLog(List<string> alarms) : ILogger<ReconcileLedgerJob>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Error)
            {
                alarms.Add(formatter(state, exception));
            }
        }
    }
}
