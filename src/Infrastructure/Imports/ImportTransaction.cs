using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Npgsql;
using NpgsqlTypes;

namespace Cesuur.Infrastructure.Imports;

/// <summary>
/// Where an import works: in one transaction of a tenant, with temporary tables that vanish with it. What it
/// matches and changes is one department's, when it is given one.
/// </summary>
/// <remarks>Temporary tables have no row-level security, so that they, and only they, can be filled by COPY.</remarks>
public sealed class ImportTransaction(NpgsqlTransaction transaction, Id<Organisation> organisation, Id<Department>? department, DateTimeOffset now)
{
    private NpgsqlConnection Connection => transaction.Connection!;

    public Task<int> ExecuteAsync(string sql, CancellationToken cancel, params (string Name, object Value)[] parameters) =>
        WithCommandAsync(sql, parameters, command => command.ExecuteNonQueryAsync(cancel));

    public async Task<int> CountAsync(string sql, CancellationToken cancel, params (string Name, object Value)[] parameters) =>
        Convert.ToInt32(await WithCommandAsync(sql, parameters, command => command.ExecuteScalarAsync(cancel)), System.Globalization.CultureInfo.InvariantCulture);

    public Task ReadAsync(string sql, Action<NpgsqlDataReader> row, CancellationToken cancel) => WithCommandAsync(sql, [], async command =>
    {
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            row(reader);
        }

        return true;
    });

    /// <summary>Runs a statement that takes rows out and returns of each its line, what is wrong with it and another line that has to do with it.</summary>
    public Task RefuseAsync(
        string sql, RefusedRows refused, string? file, string? column, string code, Func<int?, string> detail, CancellationToken cancel) =>
        ReadAsync(
            sql,
            row =>
            {
                refused.Add(
                    file, row.GetInt32(0), column, code, detail(row.IsDBNull(2) ? null : row.GetInt32(2)), row.IsDBNull(1) ? null : row.GetString(1));
                refused.RefuseRow();
            },
            cancel);

    public Task<NpgsqlBinaryImporter> CopyAsync(string table, CancellationToken cancel) =>
        Connection.BeginBinaryImportAsync($"COPY {table} FROM STDIN (FORMAT BINARY)", cancel);

    private async Task<T> WithCommandAsync<T>(string sql, (string Name, object Value)[] parameters, Func<NpgsqlCommand, Task<T>> run)
    {
#pragma warning disable CA2100 // Constants of the classes that import
        await using var command = new NpgsqlCommand(sql, Connection, transaction) { CommandTimeout = 0 };
#pragma warning restore CA2100
        command.Parameters.Add(new NpgsqlParameter("tenant", NpgsqlDbType.Uuid) { Value = organisation.Value });
        command.Parameters.Add(new NpgsqlParameter("department", NpgsqlDbType.Uuid) { Value = (object?)department?.Value ?? DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter("now", NpgsqlDbType.TimestampTz) { Value = now });
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return await run(command);
    }
}
