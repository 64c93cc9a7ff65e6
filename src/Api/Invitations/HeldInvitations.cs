using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Invitations;

internal static class HeldInvitations
{
    /// <summary>Those of them that the caller sees, held until the transaction ends. Invitations are held before credits, and candidates before both, by all who need them.</summary>
    public static Task<List<Invitation>> HoldInvitationsAsync(this AppDb db, IEnumerable<Id<Invitation>> ids, CancellationToken cancel) => db.Invitations
        .FromSql($"""
            SELECT *, xmin FROM invitations
            WHERE tenant_id = {db.TenantId.Value} AND id = ANY ({ids.Select(id => id.Value).ToArray()}) ORDER BY id FOR UPDATE
            """)
        .ToListAsync(cancel);

    /// <summary>Takes back unused codes and gives each credit back to the balance that paid it (T), with the next save.</summary>
    public static async Task<List<CreditsMoved>> DeactivateAsync(
        this AppDb db, Ledger ledger, IReadOnlyList<Invitation> invitations, Id<Deactivation> deactivation, string actor, DateTimeOffset now, CancellationToken cancel)
    {
        foreach (var invitation in invitations)
        {
            invitation.Deactivate(deactivation, now);
        }

        await db.RaiseAsync(EventTypes.InvitationDeactivated, invitations.Select(InvitationResponse.From), now, cancel);
        return await db.RefundAsync(ledger, invitations, InvitationState.Deactivated, deactivation, actor, now, cancel);
    }

    /// <summary>Gives the credit of each that was paid back to its balance, with the next save.</summary>
    /// <param name="db">The caller's view of the tenant.</param>
    /// <param name="ledger">Where credits move.</param>
    /// <param name="invitations">Those that were ended with this deactivation, held, and no others.</param>
    /// <param name="ended">What became of them.</param>
    /// <param name="deactivation">What they have in common.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="now">The organisation's time.</param>
    /// <param name="cancel">The request's.</param>
    public static async Task<List<CreditsMoved>> RefundAsync(
        this AppDb db, Ledger ledger, IReadOnlyList<Invitation> invitations, InvitationState ended, Id<Deactivation> deactivation, string actor,
        DateTimeOffset now, CancellationToken cancel)
    {
        var charges = invitations.Where(invitation => invitation.DeactivationId is not null).GroupBy(invitation => invitation.PaidBy)
            .Select(paid => new Charge(paid.Key, paid.Count())).ToList();
        if (charges.Count == 0)
        {
            return [];
        }

        var refunds = CreditsMoved.Of(await ledger.PostAsync(LedgerTransaction.Refund(charges, ended, deactivation), actor, now, cancel));
        refunds.ForEach(refund => db.Raise(EventTypes.CreditsRefunded, refund, now));
        return refunds;
    }
}
