using Cesuur.Testing;
using Npgsql;

namespace Cesuur.Api.Tests.Results;

/// <summary>A row that nobody else changes until it is let go, so that a test can look at what waits for it.</summary>
internal sealed class HeldRow : IAsyncDisposable
{
    // Whoever waits for the row, and whoever waits for them.
    private const string WaitingSql = """
        WITH RECURSIVE waiting (pid) AS (
            SELECT pg_backend_pid() UNION SELECT a.pid FROM pg_stat_activity a JOIN waiting w ON w.pid = ANY (pg_blocking_pids(a.pid)))
        SELECT count(*) - 1 FROM waiting
        """;

    private const string BreakOffSql = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))";

    private readonly NpgsqlConnection _connection;

    private HeldRow(NpgsqlConnection connection) => _connection = connection;

    public static async Task<HeldRow> HoldAsync(TestApi api, string table, string column, Guid value)
    {
        var connection = new NpgsqlConnection(api.ConnectionString);
        await connection.OpenAsync();
        await connection.BeginTransactionAsync();
#pragma warning disable CA2100 // Names that tests write down
        await using var command = new NpgsqlCommand($"SELECT FROM {table} WHERE {column} = @value FOR UPDATE", connection);
#pragma warning restore CA2100
        command.Parameters.AddWithValue("value", value);
        await command.ExecuteNonQueryAsync();
        return new HeldRow(connection);
    }

    /// <summary>Until so many wait for the row.</summary>
    public Task WaitedForAsync(int by) => TestJobs.EventuallyAsync(() => ScalarAsync(WaitingSql), waiting => waiting == by);

    /// <summary>Takes the connection from whoever waits for the row, as when the server they run on dies.</summary>
    public async Task BreakOffAsync() => Assert.Equal(1, await ScalarAsync(BreakOffSql));

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<long> ScalarAsync(string sql)
    {
#pragma warning disable CA2100 // Constants of this class
        await using var command = new NpgsqlCommand(sql, _connection);
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
