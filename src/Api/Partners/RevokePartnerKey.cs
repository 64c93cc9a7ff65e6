using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Partners;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Partners;

/// <summary>Ends a key of a partner from the next request on; what organisations granted the partner stays.</summary>
internal sealed class RevokePartnerKey : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/platform/partners/{partnerId}/keys/{keyId}", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound);

    private static async Task<NoContent> Handle(
        Id<Partner> partnerId, Id<PartnerKey> keyId, AppDb db, Audit audit, Clock clock, CancellationToken cancel)
    {
        var key = await db.PartnerKeys.Where(key => key.Id == keyId && key.PartnerId == partnerId).RequireAsync(cancel);
        key.Revoke(clock.Now);
        audit.Log("partner_key.revoked", key.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }
}
