using Cesuur.Api.Http;
using Cesuur.Api.Organisations;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Sessions;

/// <summary>Plans a session.</summary>
internal sealed class CreateExamSession : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sessions", Handle)
        .Requires(Permission.SessionsWrite)
        .Fails(HttpErrors.Invalid, ExamSessionErrors.Times, ExamSessionErrors.OutsideMoment);

    private static Task<Created<ExamSessionResponse>> Handle(
        ExamSessionRequest request, HttpContext http, AppDb db, ExamSessionParts parts, Caller caller, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var session = ExamSession.Plan(request.Details, await db.PlaceAsync(request.DepartmentId, cancel), caller.User, clock.Now);
                db.ExamSessions.Add(session);
                await parts.WriteAsync(session, request, cancel);
                audit.Log("session.created", session.Id);
                await db.SaveChangesAsync(cancel);
                http.SetETag(db, session);
                return TypedResults.Created($"/v1/sessions/{session.Id}", await parts.ShowAsync(session, cancel));
            },
            cancel);
}
