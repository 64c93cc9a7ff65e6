using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Sessions;

/// <summary>Records whether a candidate's identity was checked, with its line in the sitting's log where there is a sitting.</summary>
internal sealed class IdentityChecks(AppDb db, Caller caller, Clock clock)
{
    /// <summary>With the next save; nothing when it is as recorded.</summary>
    /// <param name="invitation">Held.</param>
    /// <param name="sitting">The invitation's, if there is one.</param>
    /// <param name="isChecked">Whether it was; not any more, if it was recorded by mistake.</param>
    /// <param name="reason">For the log.</param>
    /// <param name="cancel">The request's.</param>
    public async Task RecordAsync(Invitation invitation, Id<Sitting>? sitting, bool isChecked, string? reason, CancellationToken cancel)
    {
        var changed = isChecked ? invitation.CheckIdentity(caller.Actor, clock.Now) : invitation.WithdrawIdentityCheck();
        if (changed && sitting is { } id)
        {
            db.SittingEvents.Add(SittingEvent.Log(
                id, isChecked ? SittingEventType.IdentityChecked : SittingEventType.IdentityCheckWithdrawn, caller.Actor,
                await db.TimeAsync(cancel), new SittingEventData { Reason = reason }));
        }
    }
}

internal static class InvitedSittings
{
    public static Task<Id<Sitting>?> SittingOfAsync(this AppDb db, Id<Invitation> invitation, CancellationToken cancel) =>
        db.Sittings.Where(sitting => sitting.InvitationId == invitation).Select(sitting => (Id<Sitting>?)sitting.Id).SingleOrDefaultAsync(cancel);
}
