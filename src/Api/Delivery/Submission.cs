using Cesuur.Api.Rating;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Results;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>
/// What happens when a sitting is over, in the transaction that ends it: what a machine can score is scored
/// at once; what needs a person goes to the rater (T).
/// </summary>
internal sealed class Submission(AppDb db, Grader grader)
{
    /// <summary>The candidate is ready. If the deadline has passed meanwhile, that ended it.</summary>
    public async Task FinishAsync(HeldSitting held, LoadedVersion version, CancellationToken cancel)
    {
        var (sitting, now) = held;
        if (sitting.State == SittingState.Started && sitting.IsBehind(now))
        {
            await ExpireAsync(held, version, cancel);
            return;
        }

        sitting.Finish(version.Steps.CanFinish(sitting.CurrentStep, version.Version.CanFinishEarly), now);
        await CompleteAsync(held, version, SittingEventType.Submitted, Actors.Candidate, EventTypes.SittingSubmitted, cancel);
    }

    /// <summary>The deadline has passed: what was saved counts, whatever the client does.</summary>
    public async Task ExpireAsync(HeldSitting held, LoadedVersion version, CancellationToken cancel)
    {
        held.Sitting.Expire();
        await CompleteAsync(held, version, SittingEventType.TimedOut, Actors.Server, EventTypes.SittingTimedOut, cancel);
    }

    /// <summary>An invigilator ends it: what was saved counts, or nothing does. The line in the log is the caller's.</summary>
    public async Task TerminateAsync(HeldSitting held, LoadedVersion version, bool scored, CancellationToken cancel)
    {
        held.Sitting.Terminate(scored, held.Now);
        if (scored)
        {
            await ScoreAsync(held, version, cancel);
        }

        db.Raise(EventTypes.SittingTerminated, SittingResponse.From(held.Sitting), held.Now);
        await db.SaveChangesAsync(cancel);
    }

    private async Task CompleteAsync(HeldSitting held, LoadedVersion version, SittingEventType logged, string actor, string eventType, CancellationToken cancel)
    {
        await ScoreAsync(held, version, cancel);
        db.SittingEvents.Add(SittingEvent.Log(held.Sitting.Id, logged, actor, held.Now));
        db.Raise(eventType, SittingResponse.From(held.Sitting), held.Now);
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>Scores what is submitted, with the next save.</summary>
    public async Task ScoreAsync(HeldSitting held, LoadedVersion version, CancellationToken cancel)
    {
        var (sitting, now) = held;
        var score = Scoring.Score(version.Version.Content, await db.AnswersOfAsync(sitting.Id, version.Version.Content, cancel));
        if (score.NeedsRating)
        {
            var last = await db.LatestRating(sitting.Id).Select(rating => rating.Number).SingleOrDefaultAsync(cancel); // of before it was reopened
            sitting.AwaitRating();
            db.Ratings.Add(SittingRating.Open(sitting.Id, last + 1, now));
        }
        else
        {
            await grader.GradeAsync(sitting, version.Version, [.. score.Items.Select(item => new ItemResult(item.ItemId, item.Points!.Value, item.MaxPoints))], rating: null, now, cancel);
        }
    }
}
