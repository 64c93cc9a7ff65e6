using Cesuur.Api.Http;
using Cesuur.Api.Jobs;
using Cesuur.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Quartz;

namespace Cesuur.Api.Tests.Jobs;

[Collection(ApiCollection.Name)]
public sealed class RecurringJobTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

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
                "complete_recordings 0/30 * * * * ?", "complete_uploads 0 2/5 * * * ?", "expire_invitations 20 * * * * ?", "forget_idempotency_keys 0 15 * * * ?", "forget_job_errors 0 45 2 * * ?", "forget_sessions 0 45 * * * ?",
                "forget_stripe_events 0 15 3 * * ?", "forget_uploads 0 25 * * * ?", "licence_notices 0 5 * * * ?", "reconcile_ledger 0 30 2 * * ?",
                "reconcile_payments 0 0 3 * * ?", "settle_exam_sessions 0 3/5 * * * ?",
            ],
            await ReadAsync("SELECT trigger_name || ' ' || cron_expression FROM quartz.qrtz_cron_triggers ORDER BY 1"));
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
}
