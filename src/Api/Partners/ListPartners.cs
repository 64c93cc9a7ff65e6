using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Partners;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Partners;

internal sealed class ListPartners : IEndpoint
{
    private static readonly Sorting<Partner> Sorting = new(
        Sorting<Partner>.By("name", partner => partner.SearchKey), Sorting<Partner>.By("createdAt", partner => partner.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/platform/partners", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor, HttpErrors.SearchTooBroad);

    private static Task<Page<PartnerResponse>> Handle([AsParameters] PageRequest page, string? search, AppDb db, CancellationToken cancel) =>
        Sorting.PageAsync(db.Partners, page, search, PartnerResponse.From, cancel);
}
