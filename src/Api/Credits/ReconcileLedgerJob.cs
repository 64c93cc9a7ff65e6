using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Quartz;

namespace Cesuur.Api.Credits;

/// <summary>Where an organisation's ledger contradicts itself.</summary>
internal sealed record LedgerDiscrepancy(Id<Organisation> Organisation, string What);

/// <summary>
/// Proves every organisation's ledger anew from its entries. The database refuses what would break it, so a
/// discrepancy means that somebody went round the database's rules: it is an alarm, and nothing is mended.
/// </summary>
internal sealed class ReconcileLedgerJob(Databases databases, ILogger<ReconcileLedgerJob> log) : IJob
{
    // One statement, hence one moment: credits that move meanwhile are seen everywhere or nowhere.
    private const string DiscrepanciesSql = """
        SELECT a.tenant_id, format('account %s says %s, its entries %s', a.kind, a.balance, coalesce(sum(e.amount), 0))
        FROM accounts a LEFT JOIN ledger_entries e ON e.tenant_id = a.tenant_id AND e.account = a.kind
        GROUP BY a.tenant_id, a.kind, a.balance
        HAVING a.balance <> coalesce(sum(e.amount), 0)
        UNION ALL
        SELECT t.tenant_id, format('transaction %s has entries that sum to %s', t.id, sum(e.amount))
        FROM ledger_transactions t JOIN ledger_entries e ON e.tenant_id = t.tenant_id AND e.transaction_id = t.id
        GROUP BY t.tenant_id, t.id
        HAVING sum(e.amount) <> 0
        UNION ALL
        SELECT t.tenant_id, format('transaction %s says %s, its entry %s', t.id, t.amount, coalesce(e.amount::text, 'is missing'))
        FROM ledger_transactions t
        LEFT JOIN ledger_entries e ON e.tenant_id = t.tenant_id AND e.transaction_id = t.id AND e.account = 'available'
        WHERE t.amount IS DISTINCT FROM e.amount
        """;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    public async Task<IReadOnlyList<LedgerDiscrepancy>> RunAsync(CancellationToken cancel)
    {
        var discrepancies = new List<LedgerDiscrepancy>();
        await using var command = databases.Worker.CreateCommand(DiscrepanciesSql);
        command.CommandTimeout = 0; // it reads whole tables, and nobody waits for it
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            discrepancies.Add(new LedgerDiscrepancy(new(reader.GetGuid(0)), reader.GetString(1)));
            log.LogError("The ledger of {Organisation} does not reconcile: {What}", discrepancies[^1].Organisation, discrepancies[^1].What);
        }

        return discrepancies;
    }
}
