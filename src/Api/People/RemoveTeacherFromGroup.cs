using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.People;

internal sealed class RemoveTeacherFromGroup : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/groups/{groupId}/teachers/{userId}", Handle)
        .Requires(Permission.CandidatesWrite)
        .Fails(HttpErrors.NotFound);

    private static async Task<NoContent> Handle(Id<Group> groupId, Id<User> userId, AppDb db, Audit audit, CancellationToken cancel)
    {
        await db.Groups.AsNoTracking().Where(group => group.Id == groupId).RequireAsync(cancel);
        var member = await db.GroupTeachers
            .Where(member => member.GroupId == groupId && member.UserId == userId).RequireAsync(cancel);
        db.GroupTeachers.Remove(member);
        audit.Log("group.teacher_removed", groupId);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }
}
