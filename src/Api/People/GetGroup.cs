using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.People;

internal sealed class GetGroup : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/groups/{groupId}", Handle)
        .Requires(Permission.CandidatesRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<GroupResponse> Handle(Id<Group> groupId, HttpContext http, AppDb db, CancellationToken cancel)
    {
        var group = await db.Groups.Where(group => group.Id == groupId).RequireAsync(cancel);
        http.SetETag(db, group);
        return GroupResponse.From(group);
    }
}
