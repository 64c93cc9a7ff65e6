using System.Security.Cryptography;
using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>An invitation held for change, with all that decides whether its code can be used.</summary>
internal sealed record HeldCode(
    Invitation Invitation, Organisation Organisation, IReadOnlyCollection<Licence> Licences, DateTimeOffset Now)
{
    /// <summary>A sitting can begin: the code is open, and its organisation may hold tests now.</summary>
    public void RequireUsable(DateTimeOffset now)
    {
        Invitation.RequireUsable(now);
        RequireLicensed(now);
    }

    /// <summary>The organisation may hold tests now, whether the code is open or not.</summary>
    public void RequireLicensed(DateTimeOffset now)
    {
        Organisation.RequireCodesUsable();
        CurrentLicences.RequireLicence(Licences, now);
    }
}

/// <summary>Where a code leads.</summary>
/// <param name="Sitting">Its sitting; null: it was not typed yet.</param>
/// <param name="Version">On which one would begin now; null: there is none.</param>
internal sealed record CodeTarget(Id<Sitting>? Sitting, Id<TestVersion>? Version);

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

    /// <summary>Where a held code leads. Asked once it is held: whoever waited for it sees what the other has done meanwhile.</summary>
    public static Task<CodeTarget> TargetOfAsync(this AppDb db, HeldCode code, CancellationToken cancel)
    {
        var versions = db.CurrentVersions();
        return (
            from invitation in db.Invitations
            where invitation.Id == code.Invitation.Id
            select new CodeTarget(
                db.Sittings.Where(sitting => sitting.InvitationId == invitation.Id).Select(sitting => (Id<Sitting>?)sitting.Id).FirstOrDefault(),
                versions.Where(version => version.TestId == invitation.TestId).Select(version => (Id<TestVersion>?)version.Id).FirstOrDefault()))
            .RequireAsync(cancel);
    }

    /// <summary>A new sitting on the version of the target.</summary>
    /// <exception cref="DomainException"><c>no_published_version</c></exception>
    public static Sitting AddSitting(this AppDb db, HeldCode code, CodeTarget target)
    {
        var version = target.Version ?? throw new DomainException(CatalogueErrors.NoPublishedVersion);
        var seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
        return db.Sittings.Add(Sitting.CheckIn(code.Invitation, version, seed, code.Now)).Entity;
    }

    private static Task<HeldCode> HoldCodeAsync(AppDb db, IQueryable<Invitation> held, CancellationToken cancel) => (
        from invitation in held
        from organisation in db.Organisations
        select new HeldCode(
            invitation,
            organisation,
            db.Licences.ToList(),
            AppDb.DatabaseTime())).RequireAsync(cancel);
}
