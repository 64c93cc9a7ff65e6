using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.People;

internal sealed class AddCandidateToGroup : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/groups/{groupId}/candidates/{candidateId}", Handle)
        .Requires(Permission.CandidatesWrite)
        .Fails(HttpErrors.NotFound, PeopleErrors.OtherDepartment);

    private static async Task<NoContent> Handle(Id<Group> groupId, Id<Candidate> candidateId, AppDb db, Audit audit, CancellationToken cancel)
    {
        var group = await db.Groups.AsNoTracking().Where(group => group.Id == groupId).RequireAsync(cancel);
        var candidate = await db.Candidates.AsNoTracking().Where(candidate => candidate.Id == candidateId).RequireAsync(cancel);
        group.RequireOpenTo(candidate.DepartmentId);
        if (!await db.GroupCandidates.AnyAsync(member => member.GroupId == groupId && member.CandidateId == candidateId, cancel))
        {
            db.GroupCandidates.Add(new GroupCandidate { GroupId = groupId, CandidateId = candidateId });
            audit.Log("group.candidate_added", groupId);
            await db.SaveChangesAsync(cancel);
        }

        return TypedResults.NoContent();
    }
}
