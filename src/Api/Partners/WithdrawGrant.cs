using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Partners;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Partners;

/// <summary>Ends a partner's access with its next request.</summary>
internal sealed class WithdrawGrant : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/partner-grants/{grantId}", Handle)
        .Requires(Permission.PartnersWrite)
        .Fails(HttpErrors.NotFound);

    private static async Task<NoContent> Handle(Id<PartnerGrant> grantId, AppDb db, Audit audit, Clock clock, CancellationToken cancel)
    {
        var grant = await db.PartnerGrants.Where(grant => grant.Id == grantId).RequireAsync(cancel);
        grant.Withdraw(clock.Now);
        audit.Log("partner_grant.withdrawn", grant.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }
}
