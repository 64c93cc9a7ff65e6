using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>A sitting held for change, and the database's time since it is held.</summary>
internal sealed record HeldSitting(Sitting Sitting, DateTimeOffset Now);

/// <summary>
/// Locks what a transition changes. The lock waits for answers that are being saved (they hold it shared),
/// and the time is read after it, so that no answer that was acknowledged is missed and none is saved late.
/// </summary>
internal static class SittingLock
{
    public static async Task<HeldSitting> HoldSittingAsync(this AppDb db, Id<Sitting> id, CancellationToken cancel)
    {
        var sitting = await db.Sittings
            .FromSql($"SELECT *, xmin FROM sittings WHERE id = {id.Value} FOR UPDATE")
            .RequireAsync(cancel);
        return new HeldSitting(sitting, await db.TimeAsync(cancel));
    }

    /// <summary>The candidate's own sitting, if this device is the one that holds it.</summary>
    public static async Task<HeldSitting> HoldSittingAsync(this AppDb db, Caller caller, CancellationToken cancel)
    {
        var held = await db.HoldSittingAsync(caller.Sitting, cancel);
        return held.Sitting.DeviceEpoch == caller.Ticket!.Value.DeviceEpoch
            ? held
            : throw new DomainException(DeliveryErrors.WrongDevice);
    }

    public static Task<Invitation> HoldInvitationAsync(this AppDb db, Id<Invitation> id, CancellationToken cancel) =>
        db.Invitations.FromSql($"SELECT *, xmin FROM invitations WHERE id = {id.Value} FOR UPDATE").RequireAsync(cancel);

    /// <summary>The database's clock, which alone decides about deadlines.</summary>
    public static Task<DateTimeOffset> TimeAsync(this AppDb db, CancellationToken cancel) =>
        db.Database.SqlQuery<DateTimeOffset>($"SELECT clock_timestamp() AS \"Value\"").SingleAsync(cancel);
}
