using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.People;

internal sealed class RemoveCandidateFromGroup : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/groups/{groupId}/candidates/{candidateId}", Handle)
        .Requires(Permission.CandidatesWrite)
        .Fails(HttpErrors.NotFound);

    private static async Task<NoContent> Handle(Id<Group> groupId, Id<Candidate> candidateId, AppDb db, Audit audit, CancellationToken cancel)
    {
        await db.Groups.AsNoTracking().Where(group => group.Id == groupId).RequireAsync(cancel);
        var member = await db.GroupCandidates
            .Where(member => member.GroupId == groupId && member.CandidateId == candidateId && db.Candidates.Any(seen => seen.Id == candidateId)).RequireAsync(cancel);
        db.GroupCandidates.Remove(member);
        audit.Log("group.candidate_removed", groupId);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }
}
