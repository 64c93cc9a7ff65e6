using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Api.Organisations;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Sessions;

/// <summary>Changes a session until its absences are settled. The codes of those who are registered and have not started get its new times.</summary>
internal sealed class ChangeExamSession : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/sessions/{examSessionId}", Handle)
        .AcceptsPatchOf<ExamSessionRequest>()
        .Requires(Permission.SessionsWrite)
        .Fails(
            HttpErrors.NotFound, HttpErrors.Stale, HttpErrors.Invalid, HttpErrors.InsufficientScope, ExamSessionErrors.Times, ExamSessionErrors.OutsideMoment,
            ExamSessionErrors.Settled, ExamSessionErrors.Full, ExamSessionErrors.InUse);

    private static Task<ExamSessionResponse> Handle(
        Id<ExamSession> examSessionId, JsonElement patch, HttpContext http, AppDb db, ExamSessionParts parts, MergePatch merge, Audit audit, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var session = await db.HoldExamSessionAsync(examSessionId, cancel);
                http.CheckIfMatch(db, session);
                var request = merge.Apply(await parts.ReadAsync(session, cancel), patch);
                session.Change(request.Details);
                session.MoveTo(await db.MoveAsync(session.DepartmentId, request.DepartmentId, cancel));
                await parts.WriteAsync(session, request, cancel);
                var registered = await db.HoldRegisteredAsync(session.Id, cancel);
                if (registered.Count > session.Capacity)
                {
                    throw new DomainException(ExamSessionErrors.Full, $"{registered.Count} candidates are registered.");
                }

                if (registered.Exists(invitation => !request.TestIds.Contains(invitation.TestId)))
                {
                    throw new DomainException(ExamSessionErrors.InUse, "Candidates are registered for a test that would be taken out.");
                }

                registered.ForEach(invitation => invitation.Follow(session));
                db.Entry(session).State = EntityState.Modified; // its tests and invigilators are part of it, and of its ETag
                audit.Log("session.changed", session.Id);
                await db.SaveChangesAsync(cancel);
                http.SetETag(db, session);
                return await parts.ShowAsync(session, cancel);
            },
            cancel);
}
