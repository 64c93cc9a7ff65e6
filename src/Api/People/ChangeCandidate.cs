using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Api.Organisations;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.People;

internal sealed class ChangeCandidate : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/candidates/{candidateId}", Handle)
        .AcceptsPatchOf<CandidateRequest>()
        .Requires(Permission.CandidatesWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, PeopleErrors.NumberTaken, PeopleErrors.CandidateErased, HttpErrors.InsufficientScope, HttpErrors.Invalid);

    private static async Task<CandidateResponse> Handle(
        Id<Candidate> candidateId, JsonElement patch, HttpContext http, AppDb db, MergePatch merge, Audit audit, CancellationToken cancel)
    {
        var candidate = await db.Candidates.Where(candidate => candidate.Id == candidateId).RequireAsync(cancel);
        http.CheckIfMatch(db, candidate);
        var request = merge.Apply(CandidateRequest.From(candidate), patch);
        candidate.Change(request.ToDetails());
        candidate.MoveTo(await db.MoveAsync(candidate.DepartmentId, request.DepartmentId, cancel));
        audit.Log("candidate.changed", candidate.Id);
        await db.SaveChangesAsync(cancel);
        http.SetETag(db, candidate);
        return CandidateResponse.From(candidate);
    }
}
