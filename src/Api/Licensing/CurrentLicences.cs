using Cesuur.Domain;
using Cesuur.Domain.Licensing;
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
    public static async Task RequireLicenceAsync(this AppDb db, DateTimeOffset now, CancellationToken cancel)
    {
        var licence = await db.CurrentLicence(now).AsNoTracking().SingleOrDefaultAsync(cancel)
            ?? throw new DomainException(LicensingErrors.LicenceExpired, "The organisation has never had a licence.");
        licence.RequireActive(now);
    }
}
