using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Platform;

public sealed record AddLicenceRequest
{
    public required LicenceKind Kind { get; init; }

    /// <summary>When the year begins; absent: at the end of the last licence that has not ended, which renews it, or else now.</summary>
    public DateTimeOffset? StartsAt { get; init; }
}

/// <summary>Gives an organisation a year, or renews the one it has. Years do not overlap.</summary>
internal sealed class AddLicence : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/organisations/{organisationId}/licences", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound, LicensingErrors.LicenceOverlap, LicensingErrors.DowngradeRefused, LicensingErrors.StartOutOfRange);

    private static Task<Created<LicenceResponse>> Handle(
        Id<Organisation> organisationId, AddLicenceRequest request,
        AppDb db, LicenceNotices notices, Caller caller, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                await db.EnterAndHoldAsync(organisationId, caller, cancel);
                var periods = await db.LicencePeriodsAsync(clock.Now, cancel);
                var licence = periods.Add(request.Kind, request.StartsAt, await db.LicenceUseAsync(cancel));
                db.Licences.Add(licence);
                audit.Log("licence.added", licence.Id);
                await db.SaveChangesAsync(cancel);
                await notices.SendDueAsync(cancel);
                return TypedResults.Created("/v1/licences", LicenceResponse.From(licence, clock.Now));
            },
            cancel);
}
