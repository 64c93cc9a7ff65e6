using System.Data.Common;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Cesuur.Testing;

/// <summary>How PostgreSQL answers the queries of the code, as the app role under row-level security.</summary>
public static class QueryPlans
{
    /// <summary>Runs the queries as the organisation does, and returns the plan of each as PostgreSQL tells it.</summary>
    public static async Task<IReadOnlyList<string>> PlansOfAsync(this TestApi api, TestOrganisation organisation, Func<AppDb, Task> queries)
    {
        var tenant = new Tenant();
        tenant.Enter(Id<Organisation>.Parse(organisation.Id, null));
        var recorder = new Recorder();
        await using var db = new AppDb(
            new DbContextOptionsBuilder<AppDb>().UseNpgsql(api.Databases.App).AddTenancy().AddInterceptors(recorder).Options, tenant);
        await queries(db);

        var plans = new List<string>();
        foreach (var recorded in recorder.Commands)
        {
            // The tenant was set in the line before the query; a transaction of the unit of work sets it too.
            await using var transaction = await db.Database.BeginTransactionAsync();
            await using var explain = recorded.Clone();
            explain.Connection = (NpgsqlConnection)db.Database.GetDbConnection();
            explain.Transaction = (NpgsqlTransaction)transaction.GetDbTransaction();
#pragma warning disable CA2100 // What EF Core made
            explain.CommandText = "EXPLAIN " + recorded.CommandText[(recorded.CommandText.IndexOf('\n', StringComparison.Ordinal) + 1)..];
#pragma warning restore CA2100
            plans.Add(await ReadAsync(explain));
        }

        return plans;
    }

    private static async Task<string> ReadAsync(NpgsqlCommand command)
    {
        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }

    private sealed class Recorder : DbCommandInterceptor
    {
        public List<NpgsqlCommand> Commands { get; } = [];

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Commands.Add(((NpgsqlCommand)command).Clone());
            return ValueTask.FromResult(result);
        }
    }
}
