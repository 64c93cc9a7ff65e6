using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Cesuur.Testing;

/// <summary>
/// The plans of the queries that the API sends: each is taken as it was sent, with its parameters, and explained as
/// the same role with the same tenant.
/// </summary>
public static class Plans
{
    /// <summary>One plan for each query of the request that names the table.</summary>
    public static async Task<IReadOnlyList<string>> PlansAsync(this TestOrganisation organisation, string table, Func<Task> request)
    {
        var queries = new List<(string Text, DbParameter[] Parameters)>();
        var database = new NpgsqlConnectionStringBuilder(organisation.Api.ConnectionString).Database; // others of the process are other tests'
        using (DiagnosticListener.AllListeners.Subscribe(new Observer<DiagnosticListener>(listener =>
        {
            if (listener.Name == DbLoggerCategory)
            {
                listener.Subscribe(new Observer<KeyValuePair<string, object?>>(entry =>
                {
                    if (entry.Value is CommandEventData { Command: var command } && entry.Key == RelationalEventId.CommandExecuting.Name
                        && command.Connection?.Database == database && command.CommandText.Contains($"FROM {table} ", StringComparison.Ordinal))
                    {
                        queries.Add((command.CommandText, [.. command.Parameters.Cast<DbParameter>()]));
                    }
                }));
            }
        })))
        {
            await request();
        }

        var plans = new List<string>();
        foreach (var (text, parameters) in queries)
        {
            plans.Add(await ExplainAsync(organisation, text, parameters));
        }

        return plans;
    }

    private const string DbLoggerCategory = "Microsoft.EntityFrameworkCore";

    private static async Task<string> ExplainAsync(TestOrganisation organisation, string text, DbParameter[] parameters)
    {
        await using var connection = await organisation.Api.Databases.App.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var enter = new NpgsqlCommand("SELECT set_config('cesuur.tenant', @tenant, true)", connection);
        enter.Parameters.AddWithValue("tenant", organisation.Uuid.ToString());
        await enter.ExecuteNonQueryAsync();

        // Outside a transaction the tenant comes before the query itself.
        var query = text.StartsWith("select set_config", StringComparison.Ordinal) ? text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..] : text;
#pragma warning disable CA2100 // What the API sent
        await using var explain = new NpgsqlCommand("EXPLAIN " + query, connection);
#pragma warning restore CA2100
        foreach (var parameter in parameters.Cast<NpgsqlParameter>().Where(parameter => query.Contains("@" + parameter.ParameterName.TrimStart('@'), StringComparison.Ordinal)))
        {
            explain.Parameters.Add(parameter.Clone());
        }

        var lines = new List<string>();
        await using var reader = await explain.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }

    private sealed class Observer<T>(Action<T> next) : IObserver<T>
    {
        public void OnNext(T value) => next(value);

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
