using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Sessions;

internal sealed class GetExamSession : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/sessions/{examSessionId}", Handle)
        .Requires(Permission.SessionsRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<ExamSessionResponse> Handle(
        Id<ExamSession> examSessionId, HttpContext http, AppDb db, ExamSessionParts parts, CancellationToken cancel)
    {
        var session = await db.ExamSessions.Where(session => session.Id == examSessionId).RequireAsync(cancel);
        http.SetETag(db, session);
        return await parts.ShowAsync(session, cancel);
    }
}
