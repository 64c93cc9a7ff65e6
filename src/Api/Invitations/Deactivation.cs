using Cesuur.Domain.Credits;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Invitations;

internal static class Deactivation
{
    /// <summary>Takes back unused codes and gives their credits back (T), with the next save. The credits that are then left.</summary>
    public static async Task<long> DeactivateAsync(
        this AppDb db, Ledger ledger, IReadOnlyCollection<Invitation> invitations, string actor, DateTimeOffset now, CancellationToken cancel)
    {
        foreach (var invitation in invitations)
        {
            invitation.Deactivate();
            db.Raise(EventTypes.InvitationDeactivated, InvitationResponse.From(invitation), now);
        }

        var balance = await ledger.PostAsync(
            LedgerTransaction.Refund(invitations.Count, $"{invitations.Count} invitations deactivated", source: null), actor, now, cancel);
        db.Raise(EventTypes.CreditsRefunded, new CreditsMoved { Credits = invitations.Count, Balance = balance }, now);
        return balance;
    }
}
