using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Cesuur.Infrastructure.Credits;

/// <summary>
/// Posts balanced transactions. All accounts of a transaction are locked first, in one order for all, so that posts
/// queue up and cannot deadlock, and each entry is later than the one before it. The database refuses a balance below
/// zero, an entry changed afterwards, and a transaction that does not sum to zero.
/// </summary>
public sealed class Ledger(AppDb db, LowCreditsNotices lowCredits)
{
    private const string PostSql = """
        WITH locked AS MATERIALIZED (
            SELECT a.holder_id, a.kind, a.department_id, a.balance, a.changed_at, e.amount
            FROM unnest(@holders, @accounts, @amounts) AS e (holder_id, kind, amount)
            JOIN accounts a ON a.tenant_id = @tenant AND a.holder_id = e.holder_id AND a.kind = e.kind
            ORDER BY a.holder_id, a.kind
            FOR UPDATE OF a
        ), allowed AS MATERIALIZED (
            SELECT greatest(@now, max(changed_at) + interval '1 microsecond') AS at FROM locked
            HAVING bool_and(kind <> 'available' OR balance + amount >= 0)
        ), moved AS (
            UPDATE accounts a SET balance = l.balance + l.amount, changed_at = allowed.at
            FROM locked l, allowed
            WHERE a.tenant_id = @tenant AND a.holder_id = l.holder_id AND a.kind = l.kind
        ), posted AS (
            INSERT INTO ledger_entries (
                tenant_id, id, transaction_id, kind, account, department_id, amount, balance_after, actor, reason, source, created_at)
            SELECT @tenant, uuidv7(), @transaction, @kind, l.kind, l.department_id, l.amount, l.balance + l.amount, @actor, @reason, @source, allowed.at
            FROM locked l, allowed
        )
        SELECT l.department_id, l.balance, l.amount, CASE WHEN l.department_id IS NULL THEN o.low_credits_threshold ELSE d.low_credits_threshold END
        FROM locked l
        JOIN organisations o ON o.id = @tenant
        LEFT JOIN departments d ON d.tenant_id = @tenant AND d.id = l.department_id
        WHERE l.kind = 'available'
        """;

    /// <summary>
    /// Posts within the running transaction. Whoever is to hear that an account has fallen below its threshold hears it
    /// with the next save.
    /// </summary>
    /// <exception cref="DomainException"><c>insufficient_credits</c></exception>
    public async Task<LedgerPosting> PostAsync(LedgerTransaction transaction, string actor, DateTimeOffset now, CancellationToken cancel)
    {
        var moved = await MoveAsync(transaction, actor, now, cancel);
        if (moved.FindAll(account => account.Before + account.Amount < 0) is { Count: > 0 } shortages)
        {
            throw CreditErrors.Insufficient(shortages.Select(account => new CreditShortage(account.Department, -account.Amount, account.Before)));
        }

        foreach (var account in moved.Where(account => account.Threshold is { } least && account.Before >= least && account.Before + account.Amount < least))
        {
            await lowCredits.TellAsync(account.Department, account.Before + account.Amount, account.Threshold!.Value, now, cancel);
        }

        return new LedgerPosting([.. moved.Select(account => new PostedBalance(account.Department, account.Amount, account.Before + account.Amount))]);
    }

    /// <summary>What can be spent from a department's account, or from the organisation's own.</summary>
    public Task<long> BalanceAsync(Id<Department>? department, CancellationToken cancel) => db.Accounts
        .Where(account => account.Kind == AccountKind.Available && account.DepartmentId == department)
        .Select(account => account.Balance).SingleAsync(cancel);

    private async Task<List<Moved>> MoveAsync(LedgerTransaction transaction, string actor, DateTimeOffset now, CancellationToken cancel)
    {
        var running = db.Database.CurrentTransaction
            ?? throw new InvalidOperationException("Credits move in the transaction of what moves them.");
        await using var command = new NpgsqlCommand(
            PostSql, (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)running.GetDbTransaction());
        command.Parameters.AddWithValue("tenant", db.TenantId.Value);
        command.Parameters.AddWithValue("holders", transaction.Entries.Select(entry => entry.Department?.Value ?? db.TenantId.Value).ToArray());
        command.Parameters.AddWithValue("accounts", transaction.Entries.Select(entry => SnakeCaseEnum.Write(entry.Account)).ToArray());
        command.Parameters.AddWithValue("amounts", transaction.Entries.Select(entry => entry.Amount).ToArray());
        command.Parameters.AddWithValue("transaction", Guid.CreateVersion7());
        command.Parameters.AddWithValue("kind", SnakeCaseEnum.Write(transaction.Kind));
        command.Parameters.AddWithValue("actor", actor);
        command.Parameters.AddWithValue("reason", transaction.Reason);
        command.Parameters.AddWithValue("source", transaction.Source);
        command.Parameters.AddWithValue("now", now);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var moved = new List<Moved>();
        while (await reader.ReadAsync(cancel))
        {
            moved.Add(new Moved(
                reader.IsDBNull(0) ? null : new Id<Department>(reader.GetGuid(0)), reader.GetInt64(1), reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetInt64(3)));
        }

        return moved;
    }

    private sealed record Moved(Id<Department>? Department, long Before, long Amount, long? Threshold);
}

/// <summary>What a transaction did to an account that can be spent from.</summary>
/// <param name="Department">Whose account it is; null: the organisation's own.</param>
/// <param name="Amount">Credits added, or with a minus sign taken.</param>
/// <param name="Balance">What can be spent from it now.</param>
public sealed record PostedBalance(Id<Department>? Department, long Amount, long Balance);

/// <summary>What a transaction did to all accounts that can be spent from.</summary>
public sealed record LedgerPosting(IReadOnlyList<PostedBalance> Accounts)
{
    /// <summary>Of one that the transaction moved.</summary>
    public long BalanceOf(Id<Department>? department) => Accounts.Single(account => account.Department == department).Balance;
}
