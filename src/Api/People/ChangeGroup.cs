using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.People;

internal sealed class ChangeGroup : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/groups/{groupId}", Handle)
        .AcceptsPatchOf<GroupRequest>()
        .Requires(Permission.CandidatesWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, HttpErrors.Invalid);

    private static async Task<GroupResponse> Handle(
        Id<Group> groupId, JsonElement patch, HttpContext http, AppDb db, MergePatch merge, Audit audit, CancellationToken cancel)
    {
        var group = await db.Groups.Where(group => group.Id == groupId).RequireAsync(cancel);
        http.CheckIfMatch(db, group);
        group.Rename(merge.Apply(new GroupRequest { Name = group.Name }, patch).Name);
        audit.Log("group.changed", group.Id);
        await db.SaveChangesAsync(cancel);
        http.SetETag(db, group);
        return GroupResponse.From(group);
    }
}
