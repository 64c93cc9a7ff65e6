using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Platform;

/// <summary>Lets a suspended organisation in again.</summary>
internal sealed class LiftSuspension : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/platform/organisations/{organisationId}/suspension", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound);

    private static Task<NoContent> Handle(
        Id<Organisation> organisationId, AppDb db, Caller caller, Audit audit, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var organisation = await db.EnterAndHoldAsync(organisationId, caller, cancel);
                if (organisation.SuspendedAt is null)
                {
                    throw new DomainException(HttpErrors.NotFound);
                }

                organisation.LiftSuspension();
                audit.Log("organisation.suspension_lifted", organisation.Id);
                await db.SaveChangesAsync(cancel);
                return TypedResults.NoContent();
            },
            cancel);
}
