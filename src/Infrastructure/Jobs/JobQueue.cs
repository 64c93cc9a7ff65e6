using System.Text.Json;
using Cesuur.Domain.Jobs;
using Cesuur.Infrastructure.Database;
using Npgsql;

namespace Cesuur.Infrastructure.Jobs;

/// <summary>
/// The jobs of all organisations, for the workers. Any number of them claim at once and never the same job;
/// a lease by the database's clock gives back what a worker that died was doing. Every statement after the
/// claim tells whether the worker still held the job.
/// </summary>
public sealed class JobQueue(Databases databases)
{
    // By kind, so that a node does not take what only a newer one knows how to do.
    private const string ClaimSql = """
        UPDATE jobs SET status = 'running', attempts = attempts + 1, due_at = clock_timestamp() + @lease
        WHERE (tenant_id, id) = (
            SELECT tenant_id, id FROM jobs
            WHERE due_at <= clock_timestamp() AND status IN ('queued', 'running') AND kind = ANY(@kinds)
            ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING tenant_id, id, kind, arguments, attempts
        """;

    private const string Held = "WHERE tenant_id = @tenant AND id = @id AND status = 'running' AND attempts = @attempt";

    private const string ExtendSql = $"UPDATE jobs SET due_at = clock_timestamp() + @lease {Held}";

    private const string ProgressSql = $"UPDATE jobs SET done = @done, total = @total {Held}";

    private const string SucceedSql = $"""
        UPDATE jobs SET status = 'succeeded', result = @result::jsonb, errors = @errors::jsonb, error_count = @error_count,
            finished_at = clock_timestamp() {Held}
        """;

    private const string RetrySql = $"UPDATE jobs SET status = 'queued', due_at = clock_timestamp() + @delay {Held}";

    private const string ReturnSql = $"""
        UPDATE jobs SET status = 'queued', due_at = clock_timestamp(), attempts = attempts - 1 {Held}
        """;

    private const string FailSql = $"""
        UPDATE jobs SET status = 'failed', error = @error, errors = @errors::jsonb, error_count = @error_count,
            finished_at = clock_timestamp() {Held}
        """;

    /// <summary>The job that has been due the longest, which may be one whose worker let its lease run out; null when there is none.</summary>
    public async Task<ClaimedJob?> ClaimAsync(IEnumerable<string> kinds, TimeSpan lease, CancellationToken cancel)
    {
        await using var command = databases.Worker.CreateCommand(ClaimSql);
        command.Parameters.AddWithValue("kinds", kinds.ToArray());
        command.Parameters.AddWithValue("lease", lease);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? new ClaimedJob(new(reader.GetGuid(0)), new(reader.GetGuid(1)), reader.GetString(2), reader.GetString(3), reader.GetInt32(4))
            : null;
    }

    public Task<bool> ExtendAsync(ClaimedJob job, TimeSpan lease, CancellationToken cancel) =>
        ExecuteAsync(ExtendSql, job, cancel, ("lease", lease));

    public Task<bool> ProgressAsync(ClaimedJob job, int done, int total, CancellationToken cancel) =>
        ExecuteAsync(ProgressSql, job, cancel, ("done", done), ("total", total));

    public Task<bool> SucceedAsync(ClaimedJob job, object result, JobErrors? errors, CancellationToken cancel) =>
        ExecuteAsync(SucceedSql, job, cancel, Succeeded(result, errors));

    /// <summary>The same as part of the work itself: what was done and that it was done are one transaction of the tenant.</summary>
    public static Task<bool> SucceedWithinAsync(NpgsqlTransaction work, ClaimedJob job, object result, JobErrors? errors, CancellationToken cancel) =>
        ExecuteWithinAsync(work, SucceedSql, job, Succeeded(result, errors), cancel);

    /// <summary>It failed, and is tried again after a while.</summary>
    public Task<bool> RetryAsync(ClaimedJob job, TimeSpan delay, CancellationToken cancel) =>
        ExecuteAsync(RetrySql, job, cancel, ("delay", delay));

    /// <summary>The worker stops: another one may have it at once, and the attempt does not count.</summary>
    public Task<bool> ReturnAsync(ClaimedJob job, CancellationToken cancel) => ExecuteAsync(ReturnSql, job, cancel);

    public Task<bool> FailAsync(ClaimedJob job, string error, JobErrors? errors, CancellationToken cancel) =>
        ExecuteAsync(FailSql, job, cancel, Failed(error, errors));

    /// <summary>The same together with what others should see then, in one transaction of the tenant.</summary>
    public static Task<bool> FailWithinAsync(NpgsqlTransaction work, ClaimedJob job, string error, JobErrors? errors, CancellationToken cancel) =>
        ExecuteWithinAsync(work, FailSql, job, Failed(error, errors), cancel);

    private static (string, object)[] Succeeded(object result, JobErrors? errors) =>
        [("result", JsonSerializer.Serialize(result, result.GetType(), Json.Options)), .. Told(errors)];

    private static (string, object)[] Failed(string error, JobErrors? errors) => [("error", error), .. Told(errors)];

    private static (string, object)[] Told(JobErrors? errors) =>
    [
        ("errors", errors is null ? DBNull.Value : JsonSerializer.Serialize(errors.Listed, Json.Options)),
        ("error_count", (object?)errors?.Count ?? DBNull.Value),
    ];

    private async Task<bool> ExecuteAsync(string sql, ClaimedJob job, CancellationToken cancel, params (string Name, object Value)[] parameters)
    {
        await using var command = databases.Worker.CreateCommand(sql);
        return await ExecuteAsync(command, job, parameters, cancel);
    }

    private static async Task<bool> ExecuteWithinAsync(
        NpgsqlTransaction work, string sql, ClaimedJob job, (string Name, object Value)[] parameters, CancellationToken cancel)
    {
#pragma warning disable CA2100 // Constants of this class
        await using var command = new NpgsqlCommand(sql, work.Connection, work);
#pragma warning restore CA2100
        return await ExecuteAsync(command, job, parameters, cancel);
    }

    private static async Task<bool> ExecuteAsync(
        NpgsqlCommand command, ClaimedJob job, (string Name, object Value)[] parameters, CancellationToken cancel)
    {
        command.Parameters.AddWithValue("tenant", job.Organisation.Value);
        command.Parameters.AddWithValue("id", job.Id.Value);
        command.Parameters.AddWithValue("attempt", job.Attempt);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return await command.ExecuteNonQueryAsync(cancel) == 1;
    }
}
