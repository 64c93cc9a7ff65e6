using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.People;

internal sealed class GetCandidate : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/candidates/{candidateId}", Handle)
        .Requires(Permission.CandidatesRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<CandidateResponse> Handle(Id<Candidate> candidateId, HttpContext http, AppDb db, CancellationToken cancel)
    {
        var candidate = await db.Candidates.Where(candidate => candidate.Id == candidateId).RequireAsync(cancel);
        http.SetETag(db, candidate);
        return CandidateResponse.From(candidate);
    }
}
