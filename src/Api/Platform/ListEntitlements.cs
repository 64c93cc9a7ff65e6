using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Platform;

internal sealed class ListEntitlements : IEndpoint
{
    private static readonly Sorting<Entitlement> Sorting = new(
        Sorting<Entitlement>.By("createdAt", entitlement => entitlement.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/platform/organisations/{organisationId}/entitlements", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound);

    private static async Task<Page<EntitlementResponse>> Handle(
        Id<Organisation> organisationId, [AsParameters] PageRequest page, AppDb db, CancellationToken cancel)
    {
        await db.EnterAsync(organisationId, cancel);
        await db.Organisations.RequireAsync(cancel);
        return await Sorting.PageAsync(db.Entitlements, page, EntitlementResponse.From, cancel);
    }
}
