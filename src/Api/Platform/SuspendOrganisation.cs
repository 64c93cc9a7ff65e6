using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Api.Organisations;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Platform;

public sealed record SuspensionRequest
{
    /// <summary>Told to the organisation's users and keys when they are refused.</summary>
    [Required, StringLength(500, MinimumLength = 1)]
    public required string Reason { get; init; }
}

/// <summary>
/// Keeps an organisation's users and keys out from their next request on, and lets no test begin. Sittings
/// that were started go on, and what is answered in them is saved. Asked again, it gives another reason.
/// </summary>
internal sealed class SuspendOrganisation : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/organisations/{organisationId}/suspension", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound, LicensingErrors.OperatorNotSuspendable);

    private static Task<OrganisationResponse> Handle(
        Id<Organisation> organisationId, SuspensionRequest request, HttpContext http,
        AppDb db, Caller caller, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var organisation = await db.EnterAndHoldAsync(organisationId, caller, cancel);
                organisation.Suspend(request.Reason, clock.Real);
                audit.Log("organisation.suspended", organisation.Id);
                await db.SaveChangesAsync(cancel);
                http.SetETag(db, organisation);
                return OrganisationResponse.From(organisation);
            },
            cancel);
}
