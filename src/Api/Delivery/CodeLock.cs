using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>An invitation held for change, with all that decides whether its code can be used.</summary>
internal sealed record HeldCode(
    Invitation Invitation, Organisation Organisation, IReadOnlyCollection<Licence> Licences, Id<Sitting>? Sitting, DateTimeOffset Now)
{
    /// <summary>A sitting can begin: the code is open, and its organisation may hold tests now.</summary>
    public void RequireUsable(DateTimeOffset now)
    {
        Invitation.RequireUsable(now);
        Organisation.RequireCodesUsable();
        CurrentLicences.RequireLicence(Licences, now);
    }
}

/// <summary>Locks what checking in and starting change, in one query: a hall does both at once.</summary>
internal static class CodeLock
{
    public static Task<HeldCode> HoldCodeAsync(this AppDb db, Id<Invitation> id, CancellationToken cancel) => HoldCodeAsync(
        db, db.Invitations.FromSql($"SELECT *, xmin FROM invitations WHERE tenant_id = {db.TenantId.Value} AND id = {id.Value} FOR UPDATE"), cancel);

    /// <summary>The code of the sitting of a candidate.</summary>
    public static Task<HeldCode> HoldCodeAsync(this AppDb db, Caller caller, CancellationToken cancel) => HoldCodeAsync(
        db,
        db.Invitations.FromSql($"""
            SELECT *, xmin FROM invitations WHERE tenant_id = {db.TenantId.Value}
                AND id = (SELECT invitation_id FROM sittings WHERE tenant_id = {db.TenantId.Value} AND id = {caller.Sitting.Value}) FOR UPDATE
            """),
        cancel);

    private static Task<HeldCode> HoldCodeAsync(AppDb db, IQueryable<Invitation> held, CancellationToken cancel) => (
        from invitation in held
        from organisation in db.Organisations
        select new HeldCode(
            invitation,
            organisation,
            db.Licences.ToList(),
            db.Sittings.Where(sitting => sitting.InvitationId == invitation.Id).Select(sitting => (Id<Sitting>?)sitting.Id).FirstOrDefault(),
            AppDb.DatabaseTime())).RequireAsync(cancel);
}
