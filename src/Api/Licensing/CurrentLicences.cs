using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Licensing;

/// <summary>Which of an organisation's licences counts.</summary>
internal static class CurrentLicences
{
    /// <summary>The one that is valid now; otherwise the last one. One that is to begin later does not end the present one.</summary>
    public static IQueryable<Licence> CurrentLicence(this AppDb db, DateTimeOffset now) => db.Licences
        .OrderByDescending(licence => licence.StartsAt <= now && licence.EndsAt > now)
        .ThenByDescending(licence => licence.EndsAt)
        .Take(1);

    /// <summary>Refuses what needs a licence when there is none that is valid now.</summary>
    /// <exception cref="DomainException"><c>licence_expired</c></exception>
    public static async Task RequireLicenceAsync(this AppDb db, DateTimeOffset now, CancellationToken cancel) =>
        RequireLicence(await db.CurrentLicence(now).AsNoTracking().ToListAsync(cancel), now);

    /// <summary>The same, of all licences of the organisation.</summary>
    /// <exception cref="DomainException"><c>licence_expired</c></exception>
    public static void RequireLicence(IReadOnlyCollection<Licence> licences, DateTimeOffset now)
    {
        var licence = licences.MaxBy(licence => (licence.IsActive(now), licence.EndsAt))
            ?? throw new DomainException(LicensingErrors.LicenceExpired, "The organisation has never had a licence.");
        licence.RequireActive(now);
    }

    /// <summary>Refuses rating when the last licence that began is over for longer than its period of grace.</summary>
    /// <exception cref="DomainException"><c>licence_expired</c></exception>
    public static async Task RequireRatingAsync(this AppDb db, DateTimeOffset now, CancellationToken cancel)
    {
        var licence = await db.Licences.AsNoTracking()
            .Where(licence => licence.StartsAt <= now).OrderByDescending(licence => licence.EndsAt).FirstOrDefaultAsync(cancel)
            ?? throw new DomainException(LicensingErrors.LicenceExpired, "The organisation has never had a licence.");
        licence.RequireRating(now);
    }

    /// <summary>All of them together, to be changed.</summary>
    public static async Task<LicencePeriods> LicencePeriodsAsync(this AppDb db, DateTimeOffset now, CancellationToken cancel) =>
        new(await db.Licences.ToListAsync(cancel), now);

    /// <summary>What could stand against a narrower kind. The operator asks, who sees all of the organisation.</summary>
    public static async Task<LicenceUse> LicenceUseAsync(this AppDb db, CancellationToken cancel)
    {
        var roles = await db.Users.Where(user => user.Status != UserStatus.Deactivated).Select(user => user.Roles).ToListAsync(cancel);
        return new LicenceUse(
            Users: roles.Count,
            AdminTeachers: roles.Count(held => held.Contains(Role.Admin) && held.Contains(Role.Teacher)),
            DepartmentAdmins: roles.Count(held => held.Contains(Role.DepartmentAdmin)),
            Departments: await db.Departments.CountAsync(cancel));
    }
}
