using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Sessions;

/// <summary>Renames an exam moment or changes its days, which go on including those of its sessions.</summary>
internal sealed class ChangeExamMoment : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/exam-moments/{examMomentId}", Handle)
        .AcceptsPatchOf<ExamMomentRequest>()
        .Requires(Permission.SessionsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, HttpErrors.Invalid, ExamSessionErrors.Times, ExamSessionErrors.MomentInUse);

    private static Task<ExamMomentResponse> Handle(
        Id<ExamMoment> examMomentId, JsonElement patch, HttpContext http, AppDb db, MergePatch merge, Audit audit, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var moment = await db.HoldExamMomentAsync(examMomentId, cancel);
                http.CheckIfMatch(db, moment);
                var request = merge.Apply(ExamMomentRequest.Of(moment), patch);
                moment.Change(request.Name, request.From, request.To);
                var (from, to) = (Days.StartOf(moment.StartsOn), Days.EndOf(moment.EndsOn));
                if (await db.ExamSessions.BeyondReach().AnyAsync(session => session.ExamMomentId == moment.Id && (session.StartsAt < from || session.EndsAt > to), cancel))
                {
                    throw new DomainException(ExamSessionErrors.MomentInUse);
                }

                audit.Log("exam_moment.changed", moment.Id);
                await db.SaveChangesAsync(cancel);
                http.SetETag(db, moment);
                return ExamMomentResponse.Of(moment);
            },
            cancel);
}
