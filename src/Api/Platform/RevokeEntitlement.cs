using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Platform;

/// <summary>
/// Ends the right to use a publisher's tests: they can be invited to no longer. Codes that were given out are paid
/// and stay usable; sittings go on and are rated.
/// </summary>
internal sealed class RevokeEntitlement : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/platform/organisations/{organisationId}/entitlements/{entitlementId}", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound);

    private static async Task<NoContent> Handle(
        Id<Organisation> organisationId, Id<Entitlement> entitlementId, AppDb db, Caller caller, Audit audit, Clock clock, CancellationToken cancel)
    {
        await db.EnterAsync(organisationId, caller, cancel);
        var entitlement = await db.Entitlements
            .Where(entitlement => entitlement.Id == entitlementId && entitlement.RevokedAt == null).RequireAsync(cancel);
        entitlement.Revoke(clock.Now);
        audit.Log("entitlement.revoked", entitlement.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }
}
