using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Partners;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Partners;

internal sealed class ListPartnerKeys : IEndpoint
{
    private static readonly Sorting<PartnerKey> Sorting = new(Sorting<PartnerKey>.By("createdAt", key => key.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/platform/partners/{partnerId}/keys", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static async Task<Page<PartnerKeyResponse>> Handle(
        Id<Partner> partnerId, [AsParameters] PageRequest page, AppDb db, CancellationToken cancel)
    {
        await db.Partners.Where(partner => partner.Id == partnerId).RequireAsync(cancel);
        return await Sorting.PageAsync(db.PartnerKeys.Where(key => key.PartnerId == partnerId), page, PartnerKeyResponse.From, cancel);
    }
}
