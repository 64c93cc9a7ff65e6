using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Licensing;

public sealed record LicenceResponse
{
    public required Id<Licence> Id { get; init; }

    public required LicenceKind Kind { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    internal static LicenceResponse From(Licence licence) => new()
    {
        Id = licence.Id,
        Kind = licence.Kind,
        StartsAt = licence.StartsAt,
        EndsAt = licence.EndsAt,
    };
}

internal sealed class GetLicence : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/licence", Handle)
        .Requires(Permission.OrganisationRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<LicenceResponse> Handle(AppDb db, CancellationToken cancel) =>
        LicenceResponse.From(await db.LatestLicence().RequireAsync(cancel));
}

internal static class Licences
{
    /// <summary>The licence that ends last: the one that counts.</summary>
    public static IQueryable<Licence> LatestLicence(this AppDb db) =>
        db.Licences.OrderByDescending(licence => licence.EndsAt).Take(1);

    /// <summary>Refuses what needs a licence when there is none that is valid now.</summary>
    /// <exception cref="DomainException"><c>licence_expired</c></exception>
    public static async Task RequireLicenceAsync(this AppDb db, DateTimeOffset now, CancellationToken cancel)
    {
        var licence = await db.LatestLicence().AsNoTracking().SingleOrDefaultAsync(cancel)
            ?? throw new DomainException(LicensingErrors.LicenceExpired, "The organisation has never had a licence.");
        licence.RequireActive(now);
    }
}
