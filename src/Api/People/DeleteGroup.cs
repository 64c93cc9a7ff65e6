using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.People;

/// <summary>Deletes a group; its candidates stay.</summary>
internal sealed class DeleteGroup : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/groups/{groupId}", Handle)
        .Requires(Permission.CandidatesWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale);

    private static async Task<NoContent> Handle(Id<Group> groupId, HttpContext http, AppDb db, Audit audit, CancellationToken cancel)
    {
        var group = await db.Groups.Where(group => group.Id == groupId).RequireAsync(cancel);
        http.CheckIfMatch(db, group);
        db.Groups.Remove(group);
        audit.Log("group.deleted", group.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }
}
