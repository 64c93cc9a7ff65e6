using System.Runtime.CompilerServices;
using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Api.Results;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>How far a sitting of a round is, with what its keyed items earned.</summary>
internal sealed record SettledSitting(Id<Sitting> Sitting, AutomaticScore Keyed, SittingSettlement Settlement, IReadOnlySet<Id<Item>> Awarded)
{
    /// <summary>Once it is settled: every item of the test, in order.</summary>
    public IReadOnlyList<ItemResult> Items(VersionScoring scoring) =>
    [
        .. Keyed.Items.Select(item => item.NeedsRating
            ? scoring.Count(item.ItemId, Settlement.Points![item.ItemId], byRater: true) with { ByBoard = Awarded.Contains(item.ItemId) }
            : scoring.Count(item)),
    ];
}

/// <summary>What follows from the ratings of a round's sittings: further ratings, cases for the board, or points.</summary>
internal sealed class RoundSettling(AppDb db, VersionScorings scorings, RoundAssignment assignment, Caller caller, Clock clock)
{
    /// <summary>Of how many sittings the answers are in memory.</summary>
    private const int AtOnce = 500;

    /// <summary>
    /// Looks at sittings anew and asks for what they lack, within the transaction that is open; also in a round that was
    /// closed, which is reopened when a correction asks for a further rating, or for one by another rubric. Where no rater is left who may
    /// give it, it is asked for again when there is one.
    /// </summary>
    /// <param name="round">Held, or shared by whoever holds the one sitting that is looked at.</param>
    /// <param name="scoring">The one of the round's version that counts now, held.</param>
    /// <param name="sittings">Of the round, as many as can be in memory.</param>
    /// <param name="cancel">The request's.</param>
    /// <returns>Every sitting that the board has not voided, and whose candidate was not erased.</returns>
    public async Task<IReadOnlyList<SettledSitting>> SettleAsync(
        RatingRound round, VersionScoring scoring, IReadOnlyCollection<Id<Sitting>> sittings, CancellationToken cancel)
    {
        await ReopenOutdatedAsync(round, scoring, sittings, cancel);
        var settled = (await LookAsync(scoring, sittings, cancel)).ToList();
        while (await TakeUpFormerAsync(round, scoring, settled, cancel))
        {
            settled = [.. await LookAsync(scoring, sittings, cancel)];
        }

        db.BoardCases.AddRange(
            from one in settled
            from task in one.Settlement.ForTheBoard
            select BoardCase.Open(round.Id, one.Sitting, task.Item, task.Kind, clock.Now));
        await AskFurtherAsync(round, settled, cancel);
        await db.SaveManyAsync(cancel);
        return settled;
    }

    /// <summary>All sittings of a round, some at a time. Of those before nothing is kept: whoever changes them saves that.</summary>
    public async IAsyncEnumerable<IReadOnlyList<SettledSitting>> SettleAllAsync(RatingRound round, VersionScoring scoring, [EnumeratorCancellation] CancellationToken cancel)
    {
        var sittings = await db.RoundSittings.Where(taken => taken.RoundId == round.Id).OrderBy(taken => taken.SittingId).Select(taken => taken.SittingId).ToListAsync(cancel);
        foreach (var some in sittings.Chunk(AtOnce))
        {
            yield return await SettleAsync(round, scoring, some, cancel);
            db.ChangeTracker.Clear();
            db.Attach(round);
        }
    }

    /// <summary>Looks at some sittings of a round in a transaction of its own, since a correction has changed how its version is scored.</summary>
    /// <returns>The last of them; none where there are no more after that one.</returns>
    public Task<Id<Sitting>?> SettleNextAsync(Id<RatingRound> id, LoadedVersion version, Id<Sitting> after, CancellationToken cancel) => db.InTransactionAsync(
        async () =>
        {
            var round = await db.HoldRatingRoundAsync(id, cancel);
            var scoring = await scorings.HoldAsync(version, cancel);
            await LookAtBenchmarksAsync(round, scoring, cancel);
            var sittings = await db.RoundSittings
                .FromSql($"SELECT * FROM round_sittings WHERE tenant_id = {db.TenantId.Value} AND round_id = {id.Value} AND sitting_id > {after.Value} ORDER BY sitting_id LIMIT {AtOnce}")
                .Select(taken => taken.SittingId).ToListAsync(cancel);
            await SettleAsync(round, scoring, sittings, cancel);
            return sittings is [.., var last] ? last : (Id<Sitting>?)null;
        },
        cancel);

    // Nobody's rating is compared with one by another rubric.
    private async Task LookAtBenchmarksAsync(RatingRound round, VersionScoring scoring, CancellationToken cancel)
    {
        if (scoring.Rerated.Count == 0)
        {
            return;
        }

        var benchmarks = await assignment.BenchmarksAsync(round, scoring, cancel);
        var current = benchmarks.Select(benchmark => benchmark.Id).ToHashSet();
        (await db.RatingTasks.Where(task => task.RoundId == round.Id && task.BenchmarkId != null && task.State == RatingTaskState.Open).ToListAsync(cancel))
            .FindAll(task => !current.Contains(task.BenchmarkId!.Value)).ForEach(task => task.SetAside());
        if (round.State == RatingRoundState.Open)
        {
            var raters = await db.RoundRaters.Where(rater => rater.RoundId == round.Id && rater.LeftAt == null).Select(rater => rater.UserId).ToListAsync(cancel);
            await assignment.SeedAsync(round, raters, benchmarks, cancel); // those whose correction was undone
        }
    }

    private async Task<IEnumerable<SettledSitting>> LookAsync(VersionScoring scoring, IReadOnlyCollection<Id<Sitting>> sittings, CancellationToken cancel)
    {
        var standing = await db.RoundSittings.Where(taken => sittings.Contains(taken.SittingId) && taken.VoidedBy == null && taken.ErasedAt == null).Select(taken => taken.SittingId).ToListAsync(cancel);
        var ratings = (await db.RatingTasks.AsNoTracking()
            .Where(task => standing.Contains(task.SittingId) && task.BenchmarkId == null && (task.State == RatingTaskState.Open || task.State == RatingTaskState.Rated))
            .OrderBy(task => task.Number).Select(task => new { task.SittingId, task.ItemId, task.Score }).ToListAsync(cancel))
            .ToLookup(task => new ResponseOf(task.SittingId, task.ItemId), task => task.Score);
        return await LookAsync(scoring, standing, ratings, cancel);
    }

    /// <summary>What sittings come to by ratings that need not be those that count now. Nothing is asked for.</summary>
    /// <param name="scoring">By which.</param>
    /// <param name="standing">Sittings that the board has not voided.</param>
    /// <param name="ratings">In the order of their numbers; none: it is not in yet.</param>
    /// <param name="cancel">The caller's.</param>
    public async Task<IEnumerable<SettledSitting>> LookAsync(
        VersionScoring scoring, List<Id<Sitting>> standing, ILookup<ResponseOf, TaskScore?> ratings, CancellationToken cancel)
    {
        var cases = (await db.BoardCases.AsNoTracking()
            .Where(found => standing.Contains(found.SittingId) && (found.Decision == null || found.Decision == BoardDecision.Award)).ToListAsync(cancel))
            .ToLookup(found => new ResponseOf(found.SittingId, found.ItemId));
        var keyed = await KeyedAsync(scoring, standing, cancel);
        return standing.Select(sitting => new SettledSitting(sitting, keyed[sitting], RoundSettlement.Of(
            scoring.Version.Policies, scoring.CutScore, keyed[sitting].Items.Sum(item => item.NeedsRating ? 0 : scoring.Count(item).Points),
            [
                .. scoring.Content.ItemsToRate.Select(item => new ResponseOf(sitting, item.Id)).Select(response => new TaskProgress(
                    response.Item, [.. ratings[response]],
                    cases[response].FirstOrDefault(found => found.Decision == BoardDecision.Award)?.Points,
                    Held: cases[response].Any(found => found.Decision is null),
                    scoring.FloorOf(response.Item))),
            ]),
            scoring.Content.ItemsToRate.Select(item => item.Id)
                .Where(item => cases[new ResponseOf(sitting, item)].Any(found => found.Decision == BoardDecision.Award)).ToHashSet()));
    }

    private async Task<Dictionary<Id<Sitting>, AutomaticScore>> KeyedAsync(VersionScoring scoring, List<Id<Sitting>> sittings, CancellationToken cancel)
    {
        if (scoring.Content.Items.All(item => item.Rubric is not null))
        {
            var none = scoring.Score(new Dictionary<Id<Item>, Answer>()); // answers that only people rate need not be read
            return sittings.ToDictionary(sitting => sitting, _ => none);
        }

        var answers = await db.AnswersOfAsync(sittings.ToDictionary(sitting => sitting, _ => scoring.Content), cancel);
        return answers.ToDictionary(given => given.Key, given => scoring.Score(given.Value));
    }

    // The same raters rate them again: what they gave was by a rubric that does not count any more (N art. 7). Where a correction was undone,
    // what they gave before counts again. A further rating is asked for anew, if it is needed still.
    private async Task ReopenOutdatedAsync(RatingRound round, VersionScoring scoring, IReadOnlyCollection<Id<Sitting>> sittings, CancellationToken cancel)
    {
        if (scoring.Rerated.Count == 0)
        {
            return;
        }

        var tasks = await db.RatingTasks.Where(task =>
            sittings.Contains(task.SittingId) && scoring.Rerated.Contains(task.ItemId) && task.BenchmarkId == null
            && (task.State == RatingTaskState.Rated || task.State == RatingTaskState.Open)
            && db.RoundSittings.Any(taken => taken.SittingId == task.SittingId && taken.VoidedBy == null && taken.ErasedAt == null)
            && !db.BoardCases.Any(known => known.SittingId == task.SittingId && known.ItemId == task.ItemId && known.Decision == BoardDecision.Award)).ToListAsync(cancel);
        var outdated = tasks.FindAll(task => task.ScoringNumber is { } ratedBy && scoring.IsOutdated(task.ItemId, ratedBy)).ToHashSet();
        foreach (var task in tasks.Where(task => task.State == RatingTaskState.Open || outdated.Contains(task)))
        {
            if (task.Restore(scoring) || task.State == RatingTaskState.Open)
            {
                continue;
            }

            if (task.Number > round.RatingsPerTask)
            {
                task.SetAside();
            }
            else
            {
                task.Reopen();
            }
        }

        if (outdated.Count > 0)
        {
            round.Reopen();
            await ReopenAsync([.. outdated.Select(task => task.SittingId).Distinct()], cancel);
        }

        await db.SaveManyAsync(cancel); // before they are looked at
    }

    // Whoever gave a further rating that is needed again, or was to give it, need not be another. True: one that was given counts.
    private async Task<bool> TakeUpFormerAsync(RatingRound round, VersionScoring scoring, IReadOnlyList<SettledSitting> settled, CancellationToken cancel)
    {
        var needed = settled.Where(one => one.Settlement.FurtherRating is not null)
            .Select(one => new ResponseOf(one.Sitting, one.Settlement.FurtherRating!.Value)).ToHashSet();
        if (needed.Count == 0)
        {
            return false;
        }

        var sittings = needed.Select(response => response.Sitting).ToList();
        var further = (await db.RatingTasks.Where(task => sittings.Contains(task.SittingId) && task.Number > round.RatingsPerTask
                && (task.State == RatingTaskState.Open || task.State == RatingTaskState.SetAside)).OrderBy(task => task.RatedAt).ToListAsync(cancel))
            .ToLookup(task => new ResponseOf(task.SittingId, task.ItemId));
        var former = needed.Where(response => further[response].All(task => task.State == RatingTaskState.SetAside)).SelectMany(response => further[response]).ToList();
        var given = former.FindAll(task => task.GivenBy(scoring) is { Score.Points: not null }).DistinctBy(task => new ResponseOf(task.SittingId, task.ItemId)).ToList();
        given.ForEach(task => task.Restore(scoring));
        var again = (await assignment.StillAllowedAsync(round, former.FindAll(task => task.GivenBy(scoring) is null && task.Score is null or { Points: not null }), cancel)) // a problem is not theirs again
            .Where(task => !given.Exists(one => (one.SittingId, one.ItemId) == (task.SittingId, task.ItemId))).DistinctBy(task => new ResponseOf(task.SittingId, task.ItemId)).ToList();
        again.ForEach(task => task.Reopen());
        if (given.Count + again.Count > 0)
        {
            round.Reopen();
            await ReopenAsync([.. given.Concat(again).Select(task => task.SittingId).Distinct()], cancel);
            await db.SaveManyAsync(cancel);
        }

        return given.Count > 0;
    }

    private async Task AskFurtherAsync(RatingRound round, IReadOnlyList<SettledSitting> settled, CancellationToken cancel)
    {
        var needed = settled.Where(one => one.Settlement.FurtherRating is not null)
            .Select(one => new ResponseOf(one.Sitting, one.Settlement.FurtherRating!.Value)).ToHashSet();
        var sittings = settled.Select(one => one.Sitting).ToList();
        var asked = await db.RatingTasks.Where(task =>
            sittings.Contains(task.SittingId) && task.Number > round.RatingsPerTask && task.State == RatingTaskState.Open).ToListAsync(cancel);
        foreach (var task in asked)
        {
            if (!needed.Remove(new ResponseOf(task.SittingId, task.ItemId)))
            {
                task.SetAside(); // a correction has settled it
            }
        }

        var responses = needed.ToList();
        var chosen = await assignment.ChooseAsync(round, responses, cancel);
        foreach (var (response, rater) in responses.Zip(chosen))
        {
            if (rater is { } found)
            {
                db.RatingTasks.Add(RatingTask.Assign(round.Id, response.Sitting, response.Item, round.RatingsPerTask + 1, found.Rater, found.Position));
            }
        }

        if (responses.Count > 0)
        {
            round.Reopen();
            await ReopenAsync(responses.ConvertAll(response => response.Sitting), cancel);
        }
    }

    private async Task ReopenAsync(List<Id<Sitting>> sittings, CancellationToken cancel)
    {
        foreach (var (sitting, now) in (await db.HoldSittingsAsync(sittings, cancel)).Where(held => held.Sitting.State == SittingState.Rated))
        {
            sitting.ReopenRating();
            db.SittingEvents.Add(SittingEvent.Log(sitting.Id, SittingEventType.RatingReopened, caller.ActorOrServer, now));
        }
    }
}
