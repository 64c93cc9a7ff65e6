using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Results;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Results;

public sealed record EstablishExamMomentRequest
{
    /// <summary>The parts that are established; none: all.</summary>
    [MaxLength(100)]
    public IReadOnlyList<Id<Test>> TestIds { get; init; } = [];

    /// <summary>Establish the results there are, though others of these parts are still to come.</summary>
    public bool Partial { get; init; }
}

/// <summary>
/// The board establishes the results of an exam moment, part by part or all at once (R art. 12). From then on they are seen by whoever sees their candidates, and
/// <c>result.graded</c> tells of each. Refused while somebody is still at work or to be rated, unless <c>partial</c> is set.
/// </summary>
internal sealed class EstablishExamMoment : IEndpoint
{
    private static readonly SittingState[] Settled = [SittingState.Rated, SittingState.Terminated];

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/exam-moments/{examMomentId}/establishment", Handle)
        .Requires(Permission.BoardWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid, EstablishmentErrors.NotAllRated, EstablishmentErrors.BeingCorrected);

    private static Task<EstablishmentResponse> Handle(
        Id<ExamMoment> examMomentId, EstablishExamMomentRequest request, AppDb db, Establishing establishing, Audit audit, CancellationToken cancel) => db.InTransactionAsync(
        async () =>
        {
            await db.ExamMoments.Where(moment => moment.Id == examMomentId).RequireAsync(cancel);
            var tests = request.TestIds;
            var sittings = db.Sittings.BeyondReach().Where(sitting =>
                db.Invitations.Any(invitation => invitation.Id == sitting.InvitationId
                    && db.ExamSessions.Any(session => session.Id == invitation.ExamSessionId && session.ExamMomentId == examMomentId))
                && (tests.Count == 0 || tests.Contains(sitting.TestId)));
            var open = await sittings.CountAsync(sitting => !Settled.Contains(sitting.State), cancel);
            if (open > 0 && !request.Partial)
            {
                throw new DomainException(EstablishmentErrors.NotAllRated, $"{open} sittings of the moment have no result yet.");
            }

            audit.Log("exam_moment.established", examMomentId);
            return await establishing.EstablishAsync(
                db.Results.BeyondReach().Where(result => sittings.Any(sitting => sitting.Id == result.SittingId && sitting.State == SittingState.Rated)), cancel);
        },
        cancel);
}
