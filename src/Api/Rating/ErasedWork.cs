using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.People;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>
/// What a candidate who is erased leaves to be rated: nobody rates it, since there is nothing left to rate, and nobody waits for it. A result that there
/// is stands.
/// </summary>
internal sealed class ErasedWork(AppDb db, SingleRaterCases ofOneRater, Caller caller, Clock clock)
{
    /// <summary>With the next save.</summary>
    public async Task EndAsync(Id<Candidate> candidate, CancellationToken cancel)
    {
        var ids = await db.Sittings.Where(sitting => sitting.CandidateId == candidate).Select(sitting => sitting.Id).ToListAsync(cancel);
        await HoldRoundsAsync(ids, cancel);
        var held = await db.HoldSittingsAsync(ids, cancel);
        await HoldRoundsAsync(ids, cancel); // those that took a sitting in before it was held
        (await db.RoundSittings.Where(taken => ids.Contains(taken.SittingId)).ToListAsync(cancel)).ForEach(taken => taken.Erase(clock.Now));
        (await db.RatingTasks.Where(task => ids.Contains(task.SittingId) && task.State == RatingTaskState.Open).ToListAsync(cancel)).ForEach(task => task.SetAside());
        (await db.BoardCases.Where(found => ids.Contains(found.SittingId) && found.RoundId != null && found.Decision == null && found.WithdrawnAt == null).ToListAsync(cancel))
            .ForEach(found => found.Withdraw(clock.Now));
        await ofOneRater.WithdrawAsync(await db.Ratings.Where(rating => ids.Contains(rating.SittingId) && rating.State == RatingState.Open).ToListAsync(cancel), cancel);
        await EndSittingsAsync(held.FindAll(one => one.Sitting.State == SittingState.ToRate), cancel);
    }

    // Nobody rates or claims in them meanwhile.
    private async Task HoldRoundsAsync(List<Id<Sitting>> sittings, CancellationToken cancel)
    {
        var ids = sittings.Select(id => id.Value).ToArray();
        await db.Database.ExecuteSqlAsync(
            $"""
            SELECT FROM rating_rounds WHERE tenant_id = {db.TenantId.Value} AND id IN (
                SELECT round_id FROM round_sittings WHERE tenant_id = {db.TenantId.Value} AND sitting_id = ANY ({ids})
                UNION SELECT round_id FROM rating_tasks WHERE tenant_id = {db.TenantId.Value} AND sitting_id = ANY ({ids}))
            ORDER BY id FOR NO KEY UPDATE
            """,
            cancel);
    }

    private async Task EndSittingsAsync(List<HeldSitting> toRate, CancellationToken cancel)
    {
        var ids = toRate.ConvertAll(one => one.Sitting.Id);
        var graded = (await db.Results.BeyondReach().Where(result => ids.Contains(result.SittingId)).Select(result => result.SittingId).ToListAsync(cancel)).ToHashSet();
        foreach (var (sitting, now) in toRate)
        {
            if (graded.Contains(sitting.Id))
            {
                sitting.Grade();
                continue;
            }

            sitting.Annul();
            db.SittingEvents.Add(SittingEvent.Log(sitting.Id, SittingEventType.Annulled, caller.Actor, now));
            db.Raise(EventTypes.SittingTerminated, SittingResponse.From(sitting), now);
        }
    }
}
