using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

public sealed record BoardDecisionRequest
{
    public required BoardDecision Decision { get; init; }

    /// <summary>At an award, and only there: what the task brings in the result, up to twice its maximum where two ratings are summed.</summary>
    public decimal? Points { get; init; }

    [Required, StringLength(500, MinimumLength = 1)]
    public required string Reason { get; init; }
}

/// <summary>Decides on a task that the raters left to the board. Void and retake concern the sitting, which gets no result, and all of its open cases.</summary>
internal sealed class DecideBoardCase : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/board-cases/{boardCaseId}/decision", Handle)
        .Requires(Permission.BoardWrite)
        .Fails(
            HttpErrors.NotFound, HttpErrors.Invalid, LicensingErrors.LicenceExpired, RatingErrors.RoundClosed, RatingErrors.CaseDecided, RatingErrors.CaseOfResult, RatingErrors.CasePoints,
            RatingErrors.RatersNotEnough);

    private static async Task<BoardCaseResponse> Handle(
        Id<BoardCase> boardCaseId, BoardDecisionRequest request, AppDb db, RoundAct act, RoundAssignment assignment, RoundSettling settling,
        Caller caller, Audit audit, Clock clock, CancellationToken cancel)
    {
        var roundId = (await db.BoardCases.AsNoTracking().Where(found => found.Id == boardCaseId).RequireAsync(cancel)).RoundId;
        var decided = (BoardCase?)null;
        await act.DoAsync(
            roundId,
            async (round, scoring) =>
            {
                decided = await db.BoardCases.SingleAsync(found => found.Id == boardCaseId, cancel);
                Decide(decided, request, scoring.Version, caller, clock);
                audit.Log("board_case.decided", decided.Id);
                switch (request.Decision)
                {
                    case BoardDecision.Void or BoardDecision.Retake:
                        await RequireNoResultAsync(decided, db, cancel);
                        foreach (var other in await db.BoardCases
                            .Where(found => found.SittingId == decided.SittingId && found.Decision == null && found.Id != boardCaseId).ToListAsync(cancel))
                        {
                            Decide(other, request, scoring.Version, caller, clock);
                            audit.Log("board_case.decided", other.Id);
                        }

                        await VoidAsync(decided, db, caller, cancel);
                        break;
                    case BoardDecision.Rate:
                        await RateAgainAsync(round, decided, db, assignment, cancel);
                        break;
                }

                await db.SaveManyAsync(cancel);
                await settling.SettleAsync(round, scoring, [decided.SittingId], cancel);
            },
            cancel);
        return BoardCaseResponse.From(decided!);
    }

    private static void Decide(BoardCase decided, BoardDecisionRequest request, TestVersion version, Caller caller, Clock clock) => decided.Decide(
        request.Decision, request.Points, version.Policies.MaxPointsOf(version.Content.Find(decided.ItemId)!), request.Reason, caller.Actor, clock.Now);

    // A result is not taken back: what it was made of is there, and the board awards points.
    private static async Task RequireNoResultAsync(BoardCase decided, AppDb db, CancellationToken cancel)
    {
        if (await db.Results.BeyondReach().AnyAsync(result => result.SittingId == decided.SittingId, cancel))
        {
            throw new DomainException(RatingErrors.CaseOfResult);
        }
    }

    private static async Task VoidAsync(BoardCase decided, AppDb db, Caller caller, CancellationToken cancel)
    {
        (await db.RoundSittings.SingleAsync(taken => taken.SittingId == decided.SittingId, cancel)).Void(decided.Id);
        (await db.RatingTasks.Where(task => task.SittingId == decided.SittingId && task.BenchmarkId == null && task.State == RatingTaskState.Open).ToListAsync(cancel))
            .ForEach(task => task.SetAside());
        var (sitting, now) = await db.HoldSittingAsync(decided.SittingId, cancel);
        sitting.Annul();
        db.SittingEvents.Add(SittingEvent.Log(sitting.Id, SittingEventType.Annulled, caller.Actor, now, new SittingEventData { Reason = decided.Reason }));
        db.Raise(EventTypes.SittingTerminated, SittingResponse.From(sitting), now);
    }

    /// <summary>Others take the places of those who found a problem.</summary>
    private static async Task RateAgainAsync(RatingRound round, BoardCase decided, AppDb db, RoundAssignment assignment, CancellationToken cancel)
    {
        var given = await db.RatingTasks.Where(task =>
            task.SittingId == decided.SittingId && task.ItemId == decided.ItemId && task.BenchmarkId == null && task.State == RatingTaskState.Rated).ToListAsync(cancel);
        var problems = given.FindAll(task => task.Score!.Points is null);
        problems.ForEach(task => task.SetAside());
        var chosen = await assignment.ChooseAsync(round, problems.ConvertAll(task => new ResponseOf(task.SittingId, task.ItemId)), cancel);
        if (chosen.Any(rater => rater is null))
        {
            throw new DomainException(RatingErrors.RatersNotEnough, "Add another rater first: all who may rate the task have done so.");
        }

        await db.SaveManyAsync(cancel); // before those who take their places
        db.RatingTasks.AddRange(problems.Zip(chosen, (task, rater) =>
            RatingTask.Assign(round.Id, task.SittingId, task.ItemId, task.Number, rater!.Value.Rater, rater.Value.Position)));
    }
}
