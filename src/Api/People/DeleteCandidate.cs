using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.People;

/// <summary>Deletes a candidate who was never invited.</summary>
internal sealed class DeleteCandidate : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/candidates/{candidateId}", Handle)
        .Requires(Permission.CandidatesWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, PeopleErrors.CandidateInUse);

    private static async Task<NoContent> Handle(
        Id<Candidate> candidateId, HttpContext http, AppDb db, Audit audit, CancellationToken cancel)
    {
        var candidate = await db.Candidates.Where(candidate => candidate.Id == candidateId).RequireAsync(cancel);
        http.CheckIfMatch(db, candidate);
        if (await db.Invitations.AnyAsync(invitation => invitation.CandidateId == candidateId, cancel))
        {
            throw new DomainException(PeopleErrors.CandidateInUse);
        }

        db.Candidates.Remove(candidate);
        audit.Log("candidate.deleted", candidate.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }
}
