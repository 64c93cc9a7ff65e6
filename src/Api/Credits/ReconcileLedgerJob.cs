using System.Diagnostics.Metrics;
using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Licensing;
using Cesuur.Infrastructure.Mail;
using Quartz;

namespace Cesuur.Api.Credits;

/// <summary>Where an organisation's ledger contradicts itself.</summary>
internal sealed record LedgerDiscrepancy(Id<Organisation> Organisation, string What);

/// <summary>
/// Proves every organisation's ledger anew from its entries. The database refuses what would break it, so a
/// discrepancy means that somebody went round the database's rules: it is an alarm, and nothing is mended.
/// </summary>
internal sealed class ReconcileLedgerJob(
    Databases databases, IServiceScopeFactory scopes, OperatorOrganisation operatorOrganisation, OperatorContact contact, IMeterFactory meters,
    ILogger<ReconcileLedgerJob> log) : IJob
{
    public const string MeterName = "Cesuur.Credits";
    public const string CounterName = "cesuur.ledger.discrepancies";

    private const int MostInMail = 100;

    // One statement, hence one moment: credits that move meanwhile are seen everywhere or nowhere.
    private const string DiscrepanciesSql = """
        WITH named AS (
            SELECT *, kind || coalesce(' of department ' || department_id, '') AS name FROM accounts
        ), sums AS (
            SELECT tenant_id, holder_id, account, sum(amount) AS amount FROM ledger_entries GROUP BY tenant_id, holder_id, account
        ), chained AS (
            SELECT *, lag(balance_after, 1, 0::bigint) OVER (PARTITION BY tenant_id, holder_id, account ORDER BY created_at) AS balance_before
            FROM ledger_entries
        ), redeemed AS (
            SELECT redeemed_by AS tenant_id, sum(credits) AS credits FROM credit_tokens WHERE redeemed_by IS NOT NULL GROUP BY redeemed_by
        ), redemptions AS (
            SELECT tenant_id, sum(amount) AS credits FROM ledger_entries WHERE account = 'available' AND kind = 'redemption' GROUP BY tenant_id
        ), paid AS (
            SELECT tenant_id, CASE WHEN from_allocation THEN charged_department_id ELSE tenant_id END AS holder_id, count(*) AS invitations
            FROM invitations WHERE deactivation_id IS NULL AND retake_of IS NULL GROUP BY 1, 2
        )
        SELECT a.tenant_id, format('account %s says %s, its entries %s', a.name, a.balance, coalesce(s.amount, 0))
        FROM named a LEFT JOIN sums s ON s.tenant_id = a.tenant_id AND s.holder_id = a.holder_id AND s.account = a.kind
        WHERE a.balance <> coalesce(s.amount, 0)
        UNION ALL
        SELECT tenant_id, format('entry %s of %s comes to %s, not %s', id, account, balance_before + amount, balance_after)
        FROM chained WHERE balance_before + amount <> balance_after
        UNION ALL
        SELECT tenant_id, format('transaction %s has entries that sum to %s', transaction_id, sum(amount))
        FROM ledger_entries GROUP BY tenant_id, transaction_id HAVING sum(amount) <> 0
        UNION ALL
        SELECT tenant_id, format('tokens of %s credits were redeemed, and %s posted', coalesce(t.credits, 0), coalesce(r.credits, 0))
        FROM redeemed t FULL JOIN redemptions r USING (tenant_id) WHERE coalesce(t.credits, 0) <> coalesce(r.credits, 0)
        UNION ALL
        SELECT a.tenant_id, format('account %s says %s, of which invitations took %s', a.name, a.balance, coalesce(p.invitations, 0))
        FROM named a LEFT JOIN paid p ON p.tenant_id = a.tenant_id AND p.holder_id = a.holder_id
        WHERE a.kind = 'spent' AND a.balance <> coalesce(p.invitations, 0)
        """;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    public async Task<IReadOnlyList<LedgerDiscrepancy>> RunAsync(CancellationToken cancel)
    {
        var discrepancies = await FindAsync(databases, cancel);
        if (discrepancies.Count > 0)
        {
            await RaiseAlarmAsync(discrepancies, cancel);
        }

        return discrepancies;
    }

    public static async Task<List<LedgerDiscrepancy>> FindAsync(Databases databases, CancellationToken cancel)
    {
        var discrepancies = new List<LedgerDiscrepancy>();
        await using var command = databases.Worker.CreateCommand(DiscrepanciesSql);
        command.CommandTimeout = 0; // it reads whole tables, and nobody waits for it
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            discrepancies.Add(new LedgerDiscrepancy(new(reader.GetGuid(0)), reader.GetString(1)));
        }

        return discrepancies;
    }

    private async Task RaiseAlarmAsync(List<LedgerDiscrepancy> discrepancies, CancellationToken cancel)
    {
        foreach (var discrepancy in discrepancies)
        {
            log.LogCritical("The ledger of {Organisation} does not reconcile: {What}", discrepancy.Organisation, discrepancy.What);
        }

        meters.Create(MeterName).CreateCounter<long>(CounterName, description: "Contradictions that the nightly proof of the ledger found").Add(discrepancies.Count);
        if (contact.Email is not { } address)
        {
            return;
        }

        var lines = discrepancies.Take(MostInMail).Select(discrepancy => $"{discrepancy.Organisation}: {discrepancy.What}");
        await using var scope = await scopes.OpenAsync(await operatorOrganisation.IdAsync(cancel), cancel);
        scope.ServiceProvider.GetRequiredService<Mailer>().Send(
            address, "The ledger does not reconcile", $"Contradictions found: {discrepancies.Count}. The log has all of them.\n\n{string.Join('\n', lines)}\n");
        await scope.ServiceProvider.GetRequiredService<AppDb>().SaveChangesAsync(cancel);
    }
}
