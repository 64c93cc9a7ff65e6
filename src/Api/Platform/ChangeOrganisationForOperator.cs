using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Api.Organisations;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Platform;

internal sealed class ChangeOrganisationForOperator : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/platform/organisations/{organisationId}", Handle)
        .AcceptsPatchOf<OrganisationRequest>()
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, HttpErrors.Invalid, LicensingErrors.FrontEndUrlInvalid);

    private static async Task<OrganisationResponse> Handle(
        Id<Organisation> organisationId, JsonElement patch, HttpContext http,
        AppDb db, MergePatch merge, Caller caller, Audit audit, CancellationToken cancel)
    {
        var organisation = await db.EnterAsync(organisationId, caller, cancel);
        http.CheckIfMatch(db, organisation);
        merge.Apply(OrganisationRequest.From(organisation), patch).ApplyTo(organisation);
        audit.Log("organisation.changed", organisation.Id);
        await db.SaveChangesAsync(cancel);
        http.SetETag(db, organisation);
        return OrganisationResponse.From(organisation);
    }
}
