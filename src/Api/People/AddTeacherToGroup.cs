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
        .Fails(HttpErrors.NotFound, PeopleErrors.OtherDepartment);

    private static async Task<NoContent> Handle(Id<Group> groupId, Id<User> userId, AppDb db, Audit audit, CancellationToken cancel)
    {
        var group = await db.Groups.AsNoTracking().Where(group => group.Id == groupId).RequireAsync(cancel);
        var user = await db.Users.AsNoTracking().Where(user => user.Id == userId).RequireAsync(cancel);
        group.RequireOpenTo(user.DepartmentId);
        if (!await db.GroupTeachers.AnyAsync(member => member.GroupId == groupId && member.UserId == userId, cancel))
        {
            db.GroupTeachers.Add(new GroupTeacher { GroupId = groupId, UserId = userId });
            audit.Log("group.teacher_added", groupId);
            await db.SaveChangesAsync(cancel);
        }

        return TypedResults.NoContent();
    }
}
