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

    public required LicenceStatus Status { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Until when sittings can still be rated that were started before the licence ended: 30 days after its end.</summary>
    public required DateTimeOffset GracePeriodEndsAt { get; init; }

    internal static LicenceResponse From(Licence licence, DateTimeOffset now) => new()
    {
        Id = licence.Id,
        Kind = licence.Kind,
        Status = licence.StatusAt(now),
        StartsAt = licence.StartsAt,
        EndsAt = licence.EndsAt,
        GracePeriodEndsAt = licence.GracePeriodEndsAt,
    };
}

/// <summary>The licence that is valid now; otherwise the last one there is.</summary>
internal sealed class GetLicence : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/licence", Handle)
        .Requires(Permission.OrganisationRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<LicenceResponse> Handle(AppDb db, Clock clock, CancellationToken cancel) =>
        LicenceResponse.From(await db.CurrentLicence(clock.Now).RequireAsync(cancel), clock.Now);
}
