using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
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

/// <summary>Decides on a task that its raters, or its one rater, left to the board. Void and retake concern the sitting, which gets no result, and all of its open cases.</summary>
internal sealed class DecideBoardCase : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/board-cases/{boardCaseId}/decision", Handle)
        .Requires(Permission.BoardWrite)
        .Fails(
            HttpErrors.NotFound, HttpErrors.Invalid, LicensingErrors.LicenceExpired, RatingErrors.RoundClosed, RatingErrors.CaseDecided, RatingErrors.CaseOfResult, RatingErrors.CasePoints,
            RatingErrors.RatersNotEnough, RatingErrors.CaseWithdrawn);

    private static async Task<BoardCaseResponse> Handle(
        Id<BoardCase> boardCaseId, BoardDecisionRequest request, AppDb db, RoundAct act, RoundAssignment assignment, RoundSettling settling,
        PublishedVersions versions, SingleRaterCases ofOneRater, Caller caller, Audit audit, Clock clock, CancellationToken cancel)
    {
        var known = await db.BoardCases.AsNoTracking().Where(found => found.Id == boardCaseId).RequireAsync(cancel);
        var version = (await versions.OfAsync(db, known.SittingId, cancel)).Version;
        var decided = known;
        if (known.RoundId is { } roundId)
        {
            await act.DoAsync(
                roundId,
                async (round, scoring) =>
                {
                    decided = await DecideAsync(known.Id, request, version, db, caller, audit, clock, cancel);
                    if (request.Decision == BoardDecision.Rate)
                    {
                        await RateAgainAsync(round, decided, db, assignment, cancel);
                    }

                    await db.SaveManyAsync(cancel);
                    await settling.SettleAsync(round, scoring, [decided.SittingId], cancel);
                },
                cancel);
        }
        else
        {
            await db.InTransactionAsync(
                async () =>
                {
                    await db.HoldSittingAsync(known.SittingId, cancel); // as whoever rates it does
                    await db.RequireRatingAsync(clock.Now, cancel);
                    decided = await DecideAsync(known.Id, request, version, db, caller, audit, clock, cancel);
                    switch (request.Decision)
                    {
                        case BoardDecision.Award:
                            await ofOneRater.AwardAsync(decided, cancel);
                            break;
                        case BoardDecision.Rate:
                            await ofOneRater.RateAgainAsync(decided, cancel);
                            break;
                        default:
                            (await db.LatestRating(decided.SittingId).SingleAsync(cancel)).Withdraw();
                            break;
                    }

                    return await db.SaveChangesAsync(cancel);
                },
                cancel);
        }

        return BoardCaseResponse.From(decided);
    }

    /// <summary>The decision, and what it means for the sitting; for the task it means something else in a round than where one rater rates.</summary>
    private static async Task<BoardCase> DecideAsync(
        Id<BoardCase> id, BoardDecisionRequest request, TestVersion version, AppDb db, Caller caller, Audit audit, Clock clock, CancellationToken cancel)
    {
        var decided = await db.BoardCases.SingleAsync(found => found.Id == id, cancel);
        Decide(decided);
        if (request.Decision is BoardDecision.Void or BoardDecision.Retake)
        {
            await RequireNoResultAsync(decided, db, cancel);
            (await db.BoardCases.Where(found =>
                found.SittingId == decided.SittingId && found.Decision == null && found.WithdrawnAt == null && found.Id != id).ToListAsync(cancel)).ForEach(Decide);
            await VoidAsync(decided, db, caller, cancel);
        }

        return decided;

        void Decide(BoardCase one)
        {
            one.Decide(request.Decision, request.Points, version.Policies.MaxPointsOf(version.Content.Find(one.ItemId)!), request.Reason, caller.Actor, clock.Now);
            audit.Log("board_case.decided", one.Id);
        }
    }

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
        (await db.RoundSittings.SingleOrDefaultAsync(taken => taken.SittingId == decided.SittingId, cancel))?.Void(decided.Id);
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
