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

/// <summary>Locks what checking in and starting change.</summary>
internal static class CodeLock
{
    public static async Task<HeldCode> HoldCodeAsync(this AppDb db, Id<Invitation> id, CancellationToken cancel)
    {
        var held = db.Invitations.FromSql($"SELECT *, xmin FROM invitations WHERE tenant_id = {db.TenantId.Value} AND id = {id.Value} FOR NO KEY UPDATE");
        return (await ReadAsync(db, held, cancel)).Values.SingleOrDefault() ?? throw new DomainException(HttpErrors.NotFound);
    }

    /// <summary>Several, in the order in which everybody locks them; those that somebody else holds are left out.</summary>
    public static Task<Dictionary<Id<Invitation>, HeldCode>> HoldCodesAsync(this AppDb db, IEnumerable<Id<Invitation>> ids, CancellationToken cancel)
    {
        var wanted = ids.Select(id => id.Value).ToArray();
        return ReadAsync(
            db,
            db.Invitations.FromSql($"""
                SELECT *, xmin FROM invitations WHERE tenant_id = {db.TenantId.Value} AND id = ANY ({wanted}) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
                """),
            cancel);
    }

    /// <summary>Where held codes lead. Asked once they are held: whoever waited for one sees what the other has done meanwhile.</summary>
    public static async Task<Dictionary<Id<Invitation>, CodeTarget>> TargetsOfAsync(this AppDb db, IReadOnlyCollection<HeldCode> codes, CancellationToken cancel)
    {
        var (ids, tests) = (codes.Select(code => code.Invitation.Id).ToList(), codes.Select(code => code.Invitation.TestId).Distinct().ToList());
        var sittings = await db.Sittings.BeyondReach().Where(sitting => ids.Contains(sitting.InvitationId))
            .Select(sitting => new { sitting.InvitationId, sitting.Id }).ToDictionaryAsync(sitting => sitting.InvitationId, sitting => sitting.Id, cancel);
        var versions = await db.CurrentVersions().Where(version => tests.Contains(version.TestId))
            .Select(version => new { version.TestId, version.Id }).ToDictionaryAsync(version => version.TestId, version => version.Id, cancel);
        return codes.ToDictionary(
            code => code.Invitation.Id,
            code => new CodeTarget(
                sittings.TryGetValue(code.Invitation.Id, out var sitting) ? sitting : null,
                versions.TryGetValue(code.Invitation.TestId, out var version) ? version : null));
    }

    /// <summary>A new sitting on the version of the target.</summary>
    /// <exception cref="DomainException"><c>no_published_version</c></exception>
    public static Sitting AddSitting(this AppDb db, HeldCode code, CodeTarget target)
    {
        var version = target.Version ?? throw new DomainException(CatalogueErrors.NoPublishedVersion);
        var seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
        return db.Sittings.Add(Sitting.CheckIn(code.Invitation, version, seed, code.Now)).Entity;
    }

    private static async Task<Dictionary<Id<Invitation>, HeldCode>> ReadAsync(AppDb db, IQueryable<Invitation> held, CancellationToken cancel)
    {
        var invitations = await held.Select(invitation => new { Invitation = invitation, Now = AppDb.DatabaseTime() }).ToListAsync(cancel);
        var (organisation, licences) = (await db.Organisations.SingleAsync(cancel), await db.Licences.AsNoTracking().ToListAsync(cancel));
        return invitations.ToDictionary(one => one.Invitation.Id, one => new HeldCode(one.Invitation, organisation, licences, one.Now));
    }
}
