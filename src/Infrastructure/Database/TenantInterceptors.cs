using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Cesuur.Infrastructure.Database;

/// <summary>
/// Sets the tenant of row-level security in the same round trip as the command, for commands outside a
/// transaction: the setting lives as long as the implicit transaction of the two statements, so it holds
/// behind a pooler in transaction mode and can never leak into somebody else's command.
/// </summary>
internal sealed class TenantCommandInterceptor : DbCommandInterceptor
{
    private const string Prefix = "select set_config('cesuur.tenant', @cesuur_tenant, true);\n";

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Prepend(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Prepend(command, eventData);
        return ValueTask.FromResult(result);
    }

    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        if (IsPrefixed(command))
        {
            result.NextResult();
        }

        return result;
    }

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        if (IsPrefixed(command))
        {
            await result.NextResultAsync(cancellationToken);
        }

        return result;
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Prepend(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Prepend(command, eventData);
        return ValueTask.FromResult(result);
    }

    // A scalar is the first column of the first result, and that would be the setting: read the second.
    public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
    {
        if (!Prepend(command, eventData))
        {
            return result;
        }

        using var reader = command.ExecuteReader();
        reader.NextResult();
        return InterceptionResult<object>.SuppressWithResult(reader.Read() ? reader.GetValue(0) : null!);
    }

    public override async ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        if (!Prepend(command, eventData))
        {
            return result;
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return InterceptionResult<object>.SuppressWithResult(await reader.ReadAsync(cancellationToken) ? reader.GetValue(0) : null!);
    }

    private static bool Prepend(DbCommand command, CommandEventData eventData)
    {
        if (command.Transaction is not null || eventData.Context is not AppDb db)
        {
            return false;
        }

        if (!IsPrefixed(command)) // a retried command passes here twice
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "cesuur_tenant";
            parameter.Value = db.TenantId.Value.ToString();
            command.Parameters.Add(parameter);
#pragma warning disable CA2100 // A constant before a text that EF Core made
            command.CommandText = Prefix + command.CommandText;
#pragma warning restore CA2100
        }

        return true;
    }

    private static bool IsPrefixed(DbCommand command) => command.CommandText.StartsWith(Prefix, StringComparison.Ordinal);
}

/// <summary>Sets the tenant once at the start of each transaction.</summary>
internal sealed class TenantTransactionInterceptor : DbTransactionInterceptor
{
    public override DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result) =>
        throw new NotSupportedException("Transactions are begun asynchronously.");

    public override async ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is AppDb db)
        {
            await SetTenantAsync(result, db.TenantId.Value, cancellationToken);
        }

        return result;
    }

    internal static async Task SetTenantAsync(DbTransaction transaction, Guid tenant, CancellationToken cancel)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "select set_config('cesuur.tenant', @tenant, true)";
        var parameter = command.CreateParameter();
        parameter.ParameterName = "tenant";
        parameter.Value = tenant.ToString();
        command.Parameters.Add(parameter);
        await command.ExecuteScalarAsync(cancel);
    }
}
