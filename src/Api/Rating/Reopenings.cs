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
/// Opens ratings again, those that a machine made too. The earlier result counts until the new rating is finalised, and what it was
/// made of is there to change (T).
/// </summary>
internal sealed class Reopenings(AppDb db, Caller caller, Audit audit)
{
    /// <summary>What keeps a sitting from being rated anew by one rater, or nothing.</summary>
    public static DomainError? ObstacleOf(Sitting sitting, LoadedVersion version, HashSet<Id<Sitting>> erased) =>
        erased.Contains(sitting.Id) ? PeopleErrors.CandidateErased
        : version.IsRatedInRounds() ? RatingErrors.RatedInRounds
        : sitting.State != SittingState.Rated ? DeliveryErrors.NotInThisState
        : null;

    /// <summary>Opens a rating for each, in the transaction that holds them, and saves.</summary>
    /// <param name="held">Without obstacles.</param>
    /// <param name="cancel">The request's.</param>
    public async Task<IReadOnlyList<SittingRating>> OpenAsync(IReadOnlyList<HeldSitting> held, CancellationToken cancel)
    {
        var ids = held.Select(one => one.Sitting.Id).ToList();
        var numbers = await db.Ratings.Where(rating => ids.Contains(rating.SittingId)).GroupBy(rating => rating.SittingId)
            .Select(ratings => new { Sitting = ratings.Key, Number = ratings.Max(rating => rating.Number) })
            .ToDictionaryAsync(rating => rating.Sitting, rating => rating.Number, cancel);
        var opened = held.Select(one => SittingRating.Open(one.Sitting, numbers.GetValueOrDefault(one.Sitting.Id) + 1, one.Now)).ToList();
        db.Ratings.AddRange(opened);
        await CarryOverAsync(opened.ToDictionary(rating => rating.SittingId, rating => rating.Id), cancel);
        foreach (var ((sitting, now), rating) in held.Zip(opened))
        {
            sitting.ReopenRating();
            db.SittingEvents.Add(SittingEvent.Log(sitting.Id, SittingEventType.RatingReopened, caller.ActorOrServer, now));
            db.Raise(EventTypes.RatingReopened, RatingResponse.From(rating), now);
        }

        audit.Log("rating.reopened", ids is [var only] ? only : $"{ids.Count} sittings");
        await db.SaveManyAsync(cancel);
        return opened;
    }

    // Of the ratings that the results stand on: a later one may have been of other answers, or withdrawn.
    private async Task CarryOverAsync(Dictionary<Id<Sitting>, Id<SittingRating>> opened, CancellationToken cancel)
    {
        var ids = opened.Keys.ToList();
        var counting = await (
            from result in db.Results.BeyondReach()
            join version in db.ResultVersions on new { ResultId = result.Id, Number = result.CurrentNumber } equals new { version.ResultId, version.Number }
            where ids.Contains(result.SittingId) && version.RatingId != null
            select new { version.RatingId, result.SittingId }).ToDictionaryAsync(one => one.RatingId!.Value, one => opened[one.SittingId], cancel);
        foreach (var task in await db.RatedTasks.AsNoTracking().Where(task => counting.Keys.Contains(task.RatingId)).ToListAsync(cancel))
        {
            var carried = db.RatedTasks.Add(task.CarryOver(counting[task.RatingId])).Entity;
            db.TaskRatingEntries.Add(TaskRatingEntry.Of(carried));
        }

        db.OverwrittenPoints.AddRange((await db.OverwrittenPointsAsync(counting.Keys, cancel)).Select(points => points.CarryOver(counting[points.RatingId])));
    }
}
