using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Cesuur.Infrastructure.Credits;

/// <summary>
/// Posts balanced transactions. The available account is locked first, which every transaction touches, so
/// that posts to one organisation queue up and cannot deadlock; the database refuses a balance below zero,
/// an entry changed afterwards, and a transaction that does not sum to zero.
/// </summary>
public sealed class Ledger(AppDb db)
{
    private const string OpenSql = """
        INSERT INTO accounts (tenant_id, kind) SELECT @tenant, unnest(ARRAY['available', 'received', 'spent'])
        """;

    private const string PostSql = """
        WITH locked AS MATERIALIZED (
            SELECT FROM accounts WHERE tenant_id = @tenant AND kind = 'available' FOR UPDATE
        ), moved AS (
            UPDATE accounts a SET balance = a.balance + e.amount
            FROM locked, unnest(@accounts, @amounts) AS e (account, amount)
            WHERE a.tenant_id = @tenant AND a.kind = e.account
            RETURNING a.kind, e.amount, a.balance
        ), posted AS (
            INSERT INTO ledger_entries (tenant_id, transaction_id, account, amount, balance_after)
            SELECT @tenant, @id, kind, amount, balance FROM moved
        )
        INSERT INTO ledger_transactions (tenant_id, id, kind, amount, balance_after, actor, reason, source, created_at)
        SELECT @tenant, @id, @kind, amount, balance, @actor, @reason, @source, @now FROM moved WHERE kind = 'available'
        RETURNING balance_after
        """;

    /// <summary>Gives the tenant its three accounts, empty.</summary>
    public async Task OpenAsync(CancellationToken cancel)
    {
        await using var command = Command(OpenSql);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Posts within the running transaction and returns the credits that are left.</summary>
    /// <exception cref="DomainException"><c>insufficient_credits</c></exception>
    public async Task<long> PostAsync(LedgerTransaction transaction, string actor, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = Command(PostSql);
        command.Parameters.AddWithValue("id", Id<CreditTransaction>.New().Value);
        command.Parameters.AddWithValue("accounts", transaction.Entries.Select(entry => SnakeCaseEnum.Write(entry.Account)).ToArray());
        command.Parameters.AddWithValue("amounts", transaction.Entries.Select(entry => entry.Amount).ToArray());
        command.Parameters.AddWithValue("kind", SnakeCaseEnum.Write(transaction.Kind));
        command.Parameters.AddWithValue("actor", actor);
        command.Parameters.AddWithValue("reason", transaction.Reason);
        command.Parameters.AddWithValue("source", (object?)transaction.Source ?? DBNull.Value);
        command.Parameters.AddWithValue("now", now);
        try
        {
            return (long)(await command.ExecuteScalarAsync(cancel))!;
        }
        catch (PostgresException e) when (e.ConstraintName == "balance_not_negative")
        {
            throw new DomainException(CreditErrors.InsufficientCredits);
        }
    }

    public async Task<long> BalanceAsync(CancellationToken cancel) => await db.Database
        .SqlQuery<long>($"SELECT balance AS \"Value\" FROM accounts WHERE tenant_id = {db.TenantId.Value} AND kind = 'available'")
        .SingleAsync(cancel);

    private NpgsqlCommand Command(string sql)
    {
        var transaction = db.Database.CurrentTransaction
            ?? throw new InvalidOperationException("Credits move in the transaction of what moves them.");
        var command = ((NpgsqlConnection)db.Database.GetDbConnection()).CreateCommand();
        command.Transaction = (NpgsqlTransaction)transaction.GetDbTransaction();
#pragma warning disable CA2100 // The constants above
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("tenant", db.TenantId.Value);
        return command;
    }
}
