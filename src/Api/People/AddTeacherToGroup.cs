using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.People;

internal sealed class AddTeacherToGroup : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/groups/{groupId}/teachers/{userId}", Handle)
        .Requires(Permission.CandidatesWrite)
        .Fails(HttpErrors.NotFound);

    private static async Task<NoContent> Handle(Id<Group> groupId, Id<User> userId, AppDb db, Audit audit, CancellationToken cancel)
    {
        await db.Groups.Where(group => group.Id == groupId).RequireAsync(cancel);
        await db.Users.Where(user => user.Id == userId).RequireAsync(cancel);
        if (!await db.GroupTeachers.AnyAsync(member => member.GroupId == groupId && member.UserId == userId, cancel))
        {
            db.GroupTeachers.Add(new GroupTeacher { GroupId = groupId, UserId = userId });
            audit.Log("group.teacher_added", groupId);
            await db.SaveChangesAsync(cancel);
        }

        return TypedResults.NoContent();
    }
}
