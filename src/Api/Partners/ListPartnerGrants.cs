using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Partners;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Partners;

/// <summary>What the organisation has granted partners, also what it has withdrawn.</summary>
internal sealed class ListPartnerGrants : IEndpoint
{
    private static readonly Sorting<PartnerGrant> Sorting = new(Sorting<PartnerGrant>.By("createdAt", grant => grant.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/partner-grants", Handle)
        .Requires(Permission.PartnersWrite)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static Task<Page<PartnerGrantResponse>> Handle([AsParameters] PageRequest page, AppDb db, CancellationToken cancel) =>
        Sorting.PageAsync(db.PartnerGrants, page, PartnerGrantResponse.From, cancel);
}
