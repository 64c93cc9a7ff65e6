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
        if (sitting.State == SittingState.Started && now >= sitting.Deadline)
        {
            await ExpireAsync(held, version, cancel);
            return;
        }

        sitting.Finish(version.Steps.CanFinish(sitting.CurrentStep, version.Version.CanFinishEarly), now);
        await CompleteAsync(sitting, version, "submitted", "candidate", EventTypes.SittingSubmitted, now, cancel);
    }

    /// <summary>The deadline has passed: what was saved counts, whatever the client does.</summary>
    public async Task ExpireAsync(HeldSitting held, LoadedVersion version, CancellationToken cancel)
    {
        held.Sitting.Expire();
        await CompleteAsync(held.Sitting, version, "timed_out", "server", EventTypes.SittingTimedOut, held.Now, cancel);
    }

    private async Task CompleteAsync(
        Sitting sitting, LoadedVersion version, string logged, string actor, string eventType, DateTimeOffset now, CancellationToken cancel)
    {
        var answers = await db.Responses.AsNoTracking()
            .Where(response => response.SittingId == sitting.Id)
            .ToDictionaryAsync(response => response.ItemId, response => response.Answer, cancel);
        var score = Scoring.Score(version.Version.Content, answers);
        if (score.NeedsRating)
        {
            sitting.AwaitRating();
            db.Ratings.Add(SittingRating.Open(sitting.Id, number: 1, now));
        }
        else
        {
            await grader.GradeAsync(sitting, version.Version, [.. score.Items.Select(item => new ItemResult(item.ItemId, item.Points!.Value, item.MaxPoints))], rating: null, now, cancel);
        }

        db.SittingEvents.Add(SittingEvent.Log(sitting.Id, logged, actor, now));
        db.Raise(eventType, SittingResponse.From(sitting), now);
        await db.SaveChangesAsync(cancel);
    }
}
