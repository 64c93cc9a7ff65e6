using Cesuur.Api.Rating;
using Cesuur.Api.Results;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Results;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>A sitting that is over, and what is to be told of how it ended.</summary>
internal sealed record Ending(HeldSitting Held, LoadedVersion Version, SittingEventType Logged, string Actor, string EventType);

/// <summary>
/// What happens when sittings are over, in the transaction that ends them: what a machine can score is scored
/// at once; what needs a person goes to the rater (T). Of a whole hall, with a few statements.
/// </summary>
internal sealed class Submission(AppDb db, VersionScorings scorings, Grader grader)
{
    /// <summary>Of how many sittings the answers are in memory.</summary>
    private const int AtOnce = 500;

    /// <summary>The candidate is ready. If the deadline has passed meanwhile, that ended it.</summary>
    public static Ending Finish(HeldSitting held, LoadedVersion version)
    {
        var (sitting, now) = held;
        if (sitting.State == SittingState.Started && sitting.IsBehind(now))
        {
            return Expire(held, version);
        }

        sitting.Finish(version.Steps.CanFinish(sitting.CurrentStep, version.Version.CanFinishEarly), now);
        return new Ending(held, version, SittingEventType.Submitted, Actors.Candidate, EventTypes.SittingSubmitted);
    }

    /// <summary>The deadline has passed: what was saved counts, whatever the client does.</summary>
    public static Ending Expire(HeldSitting held, LoadedVersion version)
    {
        held.Sitting.Expire();
        return new Ending(held, version, SittingEventType.TimedOut, Actors.Server, EventTypes.SittingTimedOut);
    }

    /// <summary>Scores, logs and tells of what has ended, with the next save.</summary>
    public async Task CompleteAsync(IReadOnlyList<Ending> endings, CancellationToken cancel)
    {
        await ScoreAsync([.. endings.Select(ending => (ending.Held, ending.Version))], cancel);
        foreach (var (held, _, logged, actor, eventType) in endings)
        {
            db.SittingEvents.Add(SittingEvent.Log(held.Sitting.Id, logged, actor, held.Now));
            db.Raise(eventType, SittingResponse.From(held.Sitting), held.Now);
        }
    }

    /// <summary>Scores what is submitted, with the next save.</summary>
    public async Task ScoreAsync(IReadOnlyList<(HeldSitting Held, LoadedVersion Version)> submitted, CancellationToken cancel)
    {
        foreach (var some in submitted.Chunk(AtOnce))
        {
            await ScoreSomeAsync(some, cancel);
        }
    }

    private async Task ScoreSomeAsync(IReadOnlyList<(HeldSitting Held, LoadedVersion Version)> submitted, CancellationToken cancel)
    {
        var answers = await db.AnswersOfAsync(submitted.ToDictionary(one => one.Held.Sitting.Id, one => one.Version.Version.Content), cancel);
        var ways = await scorings.HoldAsync(submitted.Select(one => one.Version), cancel);
        var scored = submitted.Select(one => (one.Held, Scoring: ways[one.Version.Version.Id]))
            .Select(one => (one.Held, one.Scoring, Score: one.Scoring.Score(answers[one.Held.Sitting.Id]))).ToList();
        await OpenRatingsAsync([.. scored.Where(one => one.Score.NeedsRating).Select(one => (one.Held, one.Scoring))], cancel);
        var graded = scored.FindAll(one => !one.Score.NeedsRating).ConvertAll(one => new ScoredSitting(
            one.Held.Sitting, one.Scoring, [.. one.Score.Items.Select(one.Scoring.Count)], Rating: null, one.Held.Now));
        if (graded.Count > 0)
        {
            await grader.GradeAsync(graded, cancel);
        }
    }

    // Those that independent raters rate have no rating of their own: a round takes them in.
    private async Task OpenRatingsAsync(List<(HeldSitting Held, VersionScoring Scoring)> toRate, CancellationToken cancel)
    {
        toRate.ForEach(one => one.Held.Sitting.AwaitRating());
        var byOne = toRate.FindAll(one => one.Scoring.Version.Policies.Rating.Raters == 1);
        if (byOne.Count == 0)
        {
            return;
        }

        var ids = byOne.ConvertAll(one => one.Held.Sitting.Id);
        var last = await db.Ratings.Where(rating => ids.Contains(rating.SittingId)).GroupBy(rating => rating.SittingId) // of before they were reopened
            .Select(ratings => new { Sitting = ratings.Key, Number = ratings.Max(rating => rating.Number) })
            .ToDictionaryAsync(rating => rating.Sitting, rating => rating.Number, cancel);
        db.Ratings.AddRange(byOne.Select(one => SittingRating.Open(one.Held.Sitting, last.GetValueOrDefault(one.Held.Sitting.Id) + 1, one.Held.Now)));
    }
}
