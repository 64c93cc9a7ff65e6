using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Api.Organisations;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.People;

internal sealed class ChangeGroup : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/groups/{groupId}", Handle)
        .AcceptsPatchOf<GroupRequest>()
        .Requires(Permission.CandidatesWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, HttpErrors.Invalid, HttpErrors.InsufficientScope, PeopleErrors.OtherDepartment);

    private static async Task<GroupResponse> Handle(
        Id<Group> groupId, JsonElement patch, HttpContext http, AppDb db, MergePatch merge, Audit audit, CancellationToken cancel)
    {
        var group = await db.Groups.Where(group => group.Id == groupId).RequireAsync(cancel);
        http.CheckIfMatch(db, group);
        var request = merge.Apply(GroupRequest.From(group), patch);
        group.Change(request.Name, await db.MoveAsync(group.DepartmentId, request.DepartmentId, cancel));
        await RequireMembersFitAsync(group, db, cancel);
        audit.Log("group.changed", group.Id);
        await db.SaveChangesAsync(cancel);
        http.SetETag(db, group);
        return GroupResponse.From(group);
    }

    private static async Task RequireMembersFitAsync(Group group, AppDb db, CancellationToken cancel)
    {
        if (group.DepartmentId is { } department
            && (await db.GroupCandidates.AnyAsync(
                    member => member.GroupId == group.Id && db.Candidates.Any(c => c.Id == member.CandidateId && c.DepartmentId != department), cancel)
                || await db.GroupTeachers.AnyAsync(
                    member => member.GroupId == group.Id && db.Users.Any(u => u.Id == member.UserId && u.DepartmentId != department), cancel)))
        {
            throw new DomainException(PeopleErrors.OtherDepartment);
        }
    }
}
