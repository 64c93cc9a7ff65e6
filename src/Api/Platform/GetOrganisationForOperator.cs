using Cesuur.Api.Http;
using Cesuur.Api.Organisations;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Platform;

internal sealed class GetOrganisationForOperator : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/platform/organisations/{organisationId}", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound);

    private static async Task<OrganisationResponse> Handle(
        Id<Organisation> organisationId, HttpContext http, AppDb db, Caller caller, CancellationToken cancel)
    {
        var organisation = await db.EnterAsync(organisationId, caller, cancel);
        http.SetETag(db, organisation);
        return OrganisationResponse.From(organisation);
    }
}
