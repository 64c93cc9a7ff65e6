using Cesuur.Infrastructure.Database;

namespace Cesuur.Infrastructure.Files;

/// <summary>
/// Stores files that rows are going to name. Each is noted as pending first, in a transaction of its own, and the note
/// goes in the transaction that takes the file: so whatever happens to a request or a process, either a row names the
/// file or the note is left, by which it is found and removed.
/// </summary>
public sealed class NewFiles(AppDb db, Databases databases, IFileStore files)
{
    /// <summary>Null when it is longer than <paramref name="maxSize"/>.</summary>
    public async Task<NewFile?> SaveAsync(Stream content, long maxSize, CancellationToken cancel)
    {
        var pending = PendingFile.Of(db.TenantId, IFileStore.NewKey());

        // By the worker, since the unit of work may be in a transaction, which must not take the note along when it fails.
        await WriteAsync("INSERT INTO pending_files (tenant_id, file_key, created_at) VALUES (@tenant, @key, clock_timestamp())", pending, cancel);
        return await files.SaveAsync(pending.FileKey, content, maxSize, cancel) is { } stored ? new NewFile(this, pending, stored) : null;
    }

    internal void Take(PendingFile pending) => db.PendingFiles.Remove(pending);

    internal async Task DeleteAsync(PendingFile pending)
    {
        await files.DeleteAsync(pending.FileKey, CancellationToken.None);
        await WriteAsync("DELETE FROM pending_files WHERE tenant_id = @tenant AND file_key = @key", pending, CancellationToken.None);
    }

    private async Task WriteAsync(string sql, PendingFile pending, CancellationToken cancel)
    {
#pragma warning disable CA2100 // The two above
        await using var command = databases.Worker.CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.AddWithValue("tenant", pending.TenantId.Value);
        command.Parameters.AddWithValue("key", pending.FileKey);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
