using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>A sitting held for change, and the database's time since it is held.</summary>
internal sealed record HeldSitting(Sitting Sitting, DateTimeOffset Now)
{
    /// <summary>The sections that the candidate has before them; none unless the sitting runs.</summary>
    public IReadOnlyList<Section> Step(LoadedVersion version) =>
        Sitting.State == SittingState.Started && !Sitting.IsBehind(Now) ? version.Steps.Steps[Sitting.CurrentStep].Sections : [];
}

/// <summary>
/// Locks what a transition changes. The lock waits for answers that are being saved (they hold it shared),
/// and the time is read after it, so that no answer that was acknowledged is missed and none is saved late.
/// </summary>
internal static class SittingLock
{
    public static Task<HeldSitting> HoldSittingAsync(this AppDb db, Id<Sitting> id, CancellationToken cancel) => db.Sittings
        .FromSql($"SELECT *, xmin FROM sittings WHERE tenant_id = {db.TenantId.Value} AND id = {id.Value} FOR UPDATE")
        .Select(sitting => new HeldSitting(sitting, AppDb.DatabaseTime())) // above the lock, so read when it is held
        .RequireAsync(cancel);

    /// <summary>Those of them that the caller sees, in the order in which everybody locks several.</summary>
    public static Task<List<HeldSitting>> HoldSittingsAsync(this AppDb db, IEnumerable<Id<Sitting>> ids, CancellationToken cancel) => HeldAsync(
        db.Sittings.FromSql($"""
            SELECT *, xmin FROM sittings
            WHERE tenant_id = {db.TenantId.Value} AND id = ANY ({ids.Select(id => id.Value).ToArray()}) ORDER BY id FOR NO KEY UPDATE
            """),
        cancel);

    /// <summary>Likewise, but those that somebody else holds are left out.</summary>
    public static Task<List<HeldSitting>> HoldFreeSittingsAsync(this AppDb db, IEnumerable<Id<Sitting>> ids, CancellationToken cancel) => HeldAsync(
        db.Sittings.FromSql($"""
            SELECT *, xmin FROM sittings
            WHERE tenant_id = {db.TenantId.Value} AND id = ANY ({ids.Select(id => id.Value).ToArray()}) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
            """),
        cancel);

    private static Task<List<HeldSitting>> HeldAsync(IQueryable<Sitting> held, CancellationToken cancel) =>
        held.Select(sitting => new HeldSitting(sitting, AppDb.DatabaseTime())).ToListAsync(cancel); // above the lock, so read when each is held

    /// <summary>A sitting in the state that time has brought it to; that is saved with whatever is saved next.</summary>
    public static async Task<HeldSitting> HoldSittingAsync(this AppDb db, Id<Sitting> id, LoadedVersion version, CancellationToken cancel)
    {
        var held = await db.HoldSittingAsync(id, cancel);
        db.SittingEvents.AddRange(held.Sitting.CatchUp(version.Steps, held.Now));
        return held;
    }

    /// <summary>The candidate's own sitting, likewise, if this device is the one that holds it.</summary>
    public static async Task<HeldSitting> HoldSittingAsync(this AppDb db, Caller caller, LoadedVersion version, CancellationToken cancel)
    {
        var held = await db.HoldSittingAsync(caller.Sitting, version, cancel);
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
