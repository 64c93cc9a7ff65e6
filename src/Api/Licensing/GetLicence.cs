using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

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

    private static async Task<LicenceResponse> Handle(AppDb db, Clock clock, CancellationToken cancel) =>
        LicenceResponse.From(await db.CurrentLicence(clock.Now).RequireAsync(cancel));
}
