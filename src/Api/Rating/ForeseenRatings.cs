using Cesuur.Api.Results;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>What is asked of raters.</summary>
/// <param name="Effect">How many ratings that is; on no results.</param>
/// <param name="InRounds">The sittings of rounds of which something is asked: what results they have stand until their round is closed again.</param>
internal sealed record AskedOfRaters(CorrectionEffect Effect, HashSet<Id<Sitting>> InRounds);

/// <summary>
/// What one scoring of a version asks of the raters of an organisation beyond another, without asking it. It follows from the two scorings and what raters
/// gave, so that it is the same before the rescoring and after, until they have rated anew.
/// </summary>
internal sealed class ForeseenRatings(AppDb db, RoundSettling settling)
{
    /// <summary>Of how many sittings the ratings are in memory.</summary>
    private const int AtOnce = 500;

    public async Task<AskedOfRaters> OfAsync(VersionScoring before, VersionScoring after, CancellationToken cancel)
    {
        if (after.Version.Policies.Rating.Raters == 1)
        {
            return new AskedOfRaters(CorrectionEffect.None with { RatingsReopened = await OfOneRaterAsync(before, after, cancel) }, []);
        }

        var asked = new AskedOfRaters(CorrectionEffect.None, []);
        var sittings = await db.RoundSittings
            .Where(taken => taken.VoidedBy == null && taken.ErasedAt == null && db.RatingRounds.Any(round => round.Id == taken.RoundId && round.VersionId == after.Version.Id))
            .Select(taken => taken.SittingId).ToListAsync(cancel);
        foreach (var some in sittings.Chunk(AtOnce))
        {
            var more = await OfRoundsAsync(before, after, [.. some], cancel);
            asked = asked with { Effect = asked.Effect + more.Effect };
            asked.InRounds.UnionWith(more.InRounds);
        }

        return asked;
    }

    // Of each sitting the last rating, finalised or not: those before it count for nothing any more.
    private async Task<int> OfOneRaterAsync(VersionScoring before, VersionScoring after, CancellationToken cancel)
    {
        if (after.Rerated.Count == 0)
        {
            return 0;
        }

        var rated = await (
            from task in db.RatedTasks
            join rating in db.Ratings on task.RatingId equals rating.Id
            join sitting in db.Sittings on rating.SittingId equals sitting.Id
            join candidate in db.Candidates on sitting.CandidateId equals candidate.Id
            where sitting.VersionId == after.Version.Id && after.Rerated.Contains(task.ItemId) && candidate.ErasedAt == null && task.AwardedBy == null
                && ((rating.State == RatingState.Open && sitting.State == SittingState.ToRate) || (rating.State == RatingState.Finalised && sitting.State == SittingState.Rated))
                && !db.Ratings.Any(later => later.SittingId == rating.SittingId && later.Number > rating.Number)
            group task by new { task.ItemId, task.ScoringNumber } into alike
            select new { alike.Key.ItemId, alike.Key.ScoringNumber, Count = alike.Count() }).ToListAsync(cancel);
        return rated.Where(alike => after.IsOutdated(alike.ItemId, alike.ScoringNumber) && !before.IsOutdated(alike.ItemId, alike.ScoringNumber)).Sum(alike => alike.Count);
    }

    private async Task<AskedOfRaters> OfRoundsAsync(VersionScoring before, VersionScoring after, List<Id<Sitting>> sittings, CancellationToken cancel)
    {
        var tasks = await (
            from task in db.RatingTasks.AsNoTracking()
            where sittings.Contains(task.SittingId) && task.BenchmarkId == null && (task.State == RatingTaskState.Open || task.State == RatingTaskState.Rated)
            orderby task.Number
            select new GivenRating(
                task, db.BoardCases.Any(known => known.SittingId == task.SittingId && known.ItemId == task.ItemId && known.Decision == BoardDecision.Award))).ToListAsync(cancel);
        var needed = await FurtherAsync(after, sittings, tasks, cancel);
        var further = needed.Except(await FurtherAsync(before, sittings, tasks, cancel)).ToList();
        var effect = CorrectionEffect.None with
        {
            RatingsReopened = tasks.Count(given => given.By(before) is not null && given.By(after) is null && given.Task.Number <= after.Version.Policies.Rating.Raters), // a further one is asked for again if it is needed still
            FurtherRatings = further.Count,
        };

        // Also what the scoring in force asks, whose rescoring may be still to come.
        var waiting = tasks.Where(given => given.By(before) != given.Task.Current || given.By(after) != given.Task.Current);
        return new AskedOfRaters(effect, [.. waiting.Select(given => given.Task.SittingId), .. needed.Select(response => response.Sitting)]);
    }

    private async Task<IReadOnlyList<ResponseOf>> FurtherAsync(VersionScoring scoring, List<Id<Sitting>> sittings, List<GivenRating> tasks, CancellationToken cancel) =>
    [
        .. from one in await settling.LookAsync(scoring, sittings, tasks.ToLookup(given => new ResponseOf(given.Task.SittingId, given.Task.ItemId), given => given.By(scoring)?.Score), cancel)
           where one.Settlement.FurtherRating is not null
           select new ResponseOf(one.Sitting, one.Settlement.FurtherRating!.Value),
    ];

    /// <summary>A rating in a round. It stands, whatever the rubric, where the board has given the points.</summary>
    private sealed record GivenRating(RatingTask Task, bool Stands)
    {
        public EarlierRating? By(VersionScoring scoring) => Stands ? Task.Current : Task.GivenBy(scoring);
    }
}
