using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Sessions;

/// <summary>Deletes a session for which nobody is registered.</summary>
internal sealed class DeleteExamSession : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/sessions/{examSessionId}", Handle)
        .Requires(Permission.SessionsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, ExamSessionErrors.InUse);

    private static Task<NoContent> Handle(Id<ExamSession> examSessionId, HttpContext http, AppDb db, Audit audit, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var session = await db.HoldExamSessionAsync(examSessionId, cancel);
                http.CheckIfMatch(db, session);
                if (await db.Invitations.BeyondReach().AnyAsync(invitation => invitation.ExamSessionId == session.Id, cancel))
                {
                    throw new DomainException(ExamSessionErrors.InUse);
                }

                db.ExamSessions.Remove(session); // its tests and invigilators go along by the foreign keys
                audit.Log("session.deleted", session.Id);
                await db.SaveChangesAsync(cancel);
                return TypedResults.NoContent();
            },
            cancel);
}
