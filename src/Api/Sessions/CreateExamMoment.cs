using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Sessions;

internal sealed class CreateExamMoment : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/exam-moments", Handle)
        .Requires(Permission.SessionsWrite)
        .Fails(HttpErrors.Invalid, ExamSessionErrors.Times);

    private static async Task<Created<ExamMomentResponse>> Handle(
        ExamMomentRequest request, HttpContext http, AppDb db, Audit audit, Clock clock, CancellationToken cancel)
    {
        var moment = db.ExamMoments.Add(ExamMoment.Create(request.Name, request.From, request.To, clock.Now)).Entity;
        audit.Log("exam_moment.created", moment.Id);
        await db.SaveChangesAsync(cancel);
        http.SetETag(db, moment);
        return TypedResults.Created($"/v1/exam-moments/{moment.Id}", ExamMomentResponse.Of(moment));
    }
}
