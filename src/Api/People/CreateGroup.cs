using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.People;

internal sealed class CreateGroup : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/groups", Handle)
        .Requires(Permission.CandidatesWrite)
        .Fails(HttpErrors.Invalid);

    private static async Task<Created<GroupResponse>> Handle(
        GroupRequest request, HttpContext http, AppDb db, Audit audit, Clock clock, CancellationToken cancel)
    {
        var group = Group.Create(request.Name, clock.Now);
        db.Groups.Add(group);
        audit.Log("group.created", group.Id);
        await db.SaveChangesAsync(cancel);
        http.SetETag(db, group);
        return TypedResults.Created($"/v1/groups/{group.Id}", GroupResponse.From(group));
    }
}
