using Cesuur.Api.Http;
using Cesuur.Api.Organisations;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.People;

internal sealed class CreateCandidate : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/candidates", Handle)
        .Requires(Permission.CandidatesWrite)
        .Fails(PeopleErrors.NumberTaken, HttpErrors.Invalid);

    private static async Task<Created<CandidateResponse>> Handle(
        CandidateRequest request, HttpContext http, AppDb db, Audit audit, Clock clock, CancellationToken cancel)
    {
        var candidate = Candidate.Create(request.ToDetails(), await db.PlaceAsync(request.DepartmentId, cancel), clock.Now);
        db.Candidates.Add(candidate);
        if (db.Reach.Teacher.OrNull() is { } teacher)
        {
            db.CandidateTeachers.Add(new CandidateTeacher { CandidateId = candidate.Id, UserId = teacher }); // or they would not see them
        }

        audit.Log("candidate.created", candidate.Id);
        await db.SaveChangesAsync(cancel);
        http.SetETag(db, candidate);
        return TypedResults.Created($"/v1/candidates/{candidate.Id}", CandidateResponse.From(candidate));
    }
}
