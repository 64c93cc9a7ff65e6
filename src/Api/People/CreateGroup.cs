using Cesuur.Api.Http;
using Cesuur.Api.Organisations;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.People;

/// <summary>Creates a group; a teacher who does teaches it.</summary>
internal sealed class CreateGroup : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/groups", Handle)
        .Requires(Permission.CandidatesWrite)
        .Fails(HttpErrors.Invalid);

    private static async Task<Created<GroupResponse>> Handle(
        GroupRequest request, HttpContext http, AppDb db, Audit audit, Clock clock, CancellationToken cancel)
    {
        var group = Group.Create(request.Name, await db.PlaceAsync(request.DepartmentId, cancel), clock.Now);
        db.Groups.Add(group);
        if (db.Reach.Teacher.OrNull() is { } teacher)
        {
            db.GroupTeachers.Add(new GroupTeacher { GroupId = group.Id, UserId = teacher }); // or they would not see it
        }

        audit.Log("group.created", group.Id);
        await db.SaveChangesAsync(cancel);
        http.SetETag(db, group);
        return TypedResults.Created($"/v1/groups/{group.Id}", GroupResponse.From(group));
    }
}
