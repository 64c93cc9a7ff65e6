using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>Closes a round once everything in it is rated and decided; the points of each sitting become its result.</summary>
internal sealed class CloseRatingRound : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/rating-rounds/{ratingRoundId}/closure", Handle)
        .Requires(Permission.BoardWrite)
        .Fails(HttpErrors.NotFound, LicensingErrors.LicenceExpired, RatingErrors.RoundClosed, RatingErrors.RoundUnfinished);

    private static Task<RatingRoundDetail> Handle(
        Id<RatingRound> ratingRoundId, AppDb db, RoundAct act, RoundSettling settling, Grader grader, Caller caller, Audit audit, Clock clock, CancellationToken cancel) =>
        act.DoAsync(
            ratingRoundId,
            async (round, scoring) =>
            {
                (await db.RatingTasks.Where(task => task.RoundId == round.Id && task.BenchmarkId != null && task.State == RatingTaskState.Open).ToListAsync(cancel))
                    .ForEach(benchmark => benchmark.SetAside());
                var unsettled = new List<Id<Sitting>>();
                await foreach (var settled in settling.SettleAllAsync(round, scoring, cancel))
                {
                    unsettled.AddRange(settled.Where(one => one.Settlement.Points is null).Select(one => one.Sitting));
                    if (unsettled.Count == 0)
                    {
                        await GradeAsync(settled, scoring, db, grader, caller, clock, cancel);
                    }
                }

                await RequireFinishedAsync(unsettled, db, cancel);
                round.Close(caller.Actor, clock.Now);
                audit.Log("rating_round.closed", round.Id);
                await db.SaveManyAsync(cancel);
            },
            cancel);

    private static async Task RequireFinishedAsync(List<Id<Sitting>> unsettled, AppDb db, CancellationToken cancel)
    {
        if (unsettled.Count == 0)
        {
            return;
        }

        var held = (await db.BoardCases.Where(found => unsettled.Contains(found.SittingId) && found.Decision == null).Select(found => found.SittingId).ToListAsync(cancel)).ToHashSet();
        throw new DomainException(RatingErrors.RoundUnfinished, $"{unsettled.Count} sittings are not settled, {held.Count} of them by the board.", errors:
        [
            .. unsettled.Take(100).Select(sitting => held.Contains(sitting)
                ? new ErrorDetail($"/sittings/{sitting}", "task_held", "The board has not decided a case of it.")
                : new ErrorDetail($"/sittings/{sitting}", "task_unrated", "Ratings of it are not in.")),
        ]);
    }

    /// <summary>Those that have no result yet, or whose rating was opened again.</summary>
    private static async Task GradeAsync(
        IReadOnlyList<SettledSitting> settled, VersionScoring scoring, AppDb db, Grader grader, Caller caller, Clock clock, CancellationToken cancel)
    {
        var items = settled.ToDictionary(one => one.Sitting, one => one.Items(scoring));
        var scored = (await db.HoldSittingsAsync(items.Keys, cancel)).Where(held => held.Sitting.State == SittingState.ToRate)
            .Select(held => new ScoredSitting(held.Sitting, scoring, items[held.Sitting.Id], Rating: null, clock.Now)).ToList();
        await grader.GradeAsync(scored, cancel);
        db.SittingEvents.AddRange(scored.Select(one => SittingEvent.Log(one.Sitting.Id, SittingEventType.RatingFinalised, caller.Actor, one.At)));
        await db.SaveManyAsync(cancel);
    }
}
