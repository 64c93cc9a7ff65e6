using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Npgsql;
using NpgsqlTypes;
using Quartz;

namespace Cesuur.Api.Catalogue;

/// <summary>
/// Removes the uploads of all organisations that are over, with what came of them, and files that after two days no
/// row names: whatever stored them has failed or died. An hour late: nodes' clocks need not
/// agree, and a file may be being put together at the last moment. By the worker role; firing twice removes nothing more.
/// </summary>
internal sealed class ForgetUploadsJob(Databases databases, IFileStore files, ILogger<ForgetUploadsJob> log) : IJob
{
    private const int Batch = 1_000;

    private const string FilesSql = """
        SELECT file_key FROM media_uploads WHERE id = ANY(@uploads) AND file_key IS NOT NULL
        UNION ALL SELECT file_key FROM media_upload_parts WHERE upload_id = ANY(@uploads)
        """;

    // Whoever would take such a file after all waits for this transaction, and finds that it is gone.
    private const string PendingSql = """
        DELETE FROM pending_files WHERE (tenant_id, file_key) IN (
            SELECT tenant_id, file_key FROM pending_files WHERE created_at < clock_timestamp() - interval '48 hours' ORDER BY created_at LIMIT 1000)
        RETURNING file_key
        """;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    public async Task RunAsync(CancellationToken cancel)
    {
        var count = 0;
        while (await OverAsync(cancel) is { Length: > 0 } uploads)
        {
            foreach (var key in await ReadAsync<string>(FilesSql, uploads, cancel))
            {
                await files.DeleteAsync(key, cancel);
            }

            // Only now: what a process that dies in between leaves behind is found again.
            await using var batch = databases.Worker.CreateBatch();
            foreach (var sql in new[] { "DELETE FROM media_upload_parts WHERE upload_id = ANY(@uploads)", "DELETE FROM media_uploads WHERE id = ANY(@uploads)" })
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand(sql) { Parameters = { Of(uploads) } });
            }

            await batch.ExecuteNonQueryAsync(cancel);
            count += uploads.Length;
        }

        log.LogInformation("Removed {Count} uploads that were over, and {Pending} files that no row names", count, await ForgetPendingAsync(cancel));
    }

    private async Task<int> ForgetPendingAsync(CancellationToken cancel)
    {
        for (var count = 0; ;)
        {
            await using var connection = await databases.Worker.OpenConnectionAsync(cancel);
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            var keys = new List<string>();
            await using (var command = new NpgsqlCommand(PendingSql, connection, transaction))
            await using (var reader = await command.ExecuteReaderAsync(cancel))
            {
                while (await reader.ReadAsync(cancel))
                {
                    keys.Add(reader.GetString(0));
                }
            }

            foreach (var key in keys)
            {
                await files.DeleteAsync(key, cancel);
            }

            await transaction.CommitAsync(cancel);
            if (keys.Count == 0)
            {
                return count;
            }

            count += keys.Count;
        }
    }

    private async Task<Guid[]> OverAsync(CancellationToken cancel) => [.. await ReadAsync<Guid>(
        $"SELECT id FROM media_uploads WHERE expires_at < clock_timestamp() - interval '1 hour' ORDER BY expires_at LIMIT {Batch}", [], cancel)];

    private async Task<List<T>> ReadAsync<T>(string sql, Guid[] uploads, CancellationToken cancel)
    {
#pragma warning disable CA2100 // The constants above
        await using var command = databases.Worker.CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.Add(Of(uploads));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel))
        {
            rows.Add(reader.GetFieldValue<T>(0));
        }

        return rows;
    }

    private static NpgsqlParameter Of(Guid[] uploads) => new("uploads", NpgsqlDbType.Array | NpgsqlDbType.Uuid) { Value = uploads };
}
