using Cesuur.Api.Catalogue;
using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>Puts together what a rater sees of a sitting.</summary>
internal sealed class RatingReader(AppDb db, MediaAddresses addresses)
{
    public async Task<RatingResponse> ReadAsync(SittingRating rating, Sitting sitting, VersionScoring scoring, CancellationToken cancel)
    {
        var answers = await db.AnswersOfAsync(sitting.Id, scoring.Content, cancel);
        var recordings = (await db.Recordings.AsNoTracking()
            .Where(recording => recording.SittingId == sitting.Id).OrderBy(recording => recording.BegunAt).ToListAsync(cancel)).ToLookup(recording => recording.ItemId);
        var rated = await db.RatedTasks.Where(task => task.RatingId == rating.Id).ToDictionaryAsync(task => task.ItemId, cancel);
        var view = new CandidateView(sitting.ShuffleSeed, media => addresses.For(db.TenantId, media, MediaAddresses.Lifetime));
        return RatingResponse.From(rating) with
        {
            Tasks =
            [
                .. from section in scoring.Content.Sections
                   from item in section.Items
                   where item.Rubric is not null
                   let task = rated.GetValueOrDefault(item.Id)
                   select new RatingTaskResponse(RatedResponse.From(scoring, section, item, answers.GetValueOrDefault(item.Id), view), recordings[item.Id], ETags.OfOrNone(db, task))
                   {
                       Rating = task is null ? null : TaskRatingResponse.From(task) with { IsOutdated = task.IsOutdated(scoring) },
                   },
            ],

            // What a machine made of answers is as secret as a result, until the board establishes it (R art. 12).
            KeyedItems = scoring.Version.Policies.Release == ReleasePolicy.Immediate || await db.Results.AnyAsync(result => result.SittingId == sitting.Id, cancel)
                ? await KeyedItemsAsync(rating, scoring, answers, view, cancel)
                : [],
        };
    }

    private async Task<IReadOnlyList<KeyedItemResponse>> KeyedItemsAsync(
        SittingRating rating, VersionScoring scoring, IReadOnlyDictionary<Id<Item>, Answer> answers, CandidateView view, CancellationToken cancel)
    {
        var overwritten = (await db.OverwrittenPointsAsync([rating.Id], cancel)).ToDictionary(points => points.ItemId);
        return
        [
            .. from item in scoring.Content.Items
               where item.Rubric is null && item.MaxPoints > 0
               let answer = answers.GetValueOrDefault(item.Id)
               let points = scoring.ScoreOf(item.Id, answers).Points!.Value
               let instead = overwritten.GetValueOrDefault(item.Id)
               select new KeyedItemResponse
               {
                   ItemId = item.Id,
                   Identifier = item.Identifier,
                   Asked = CandidateItem.From(item, view),
                   Response = answer,
                   IsRight = points == item.MaxPoints,
                   KeyPoints = points,
                   MaxPoints = item.MaxPoints,
                   ETag = instead.ETag(),
                   Rating = instead is null ? null : TaskRatingResponse.From(instead, item.MaxPoints),
               },
        ];
    }
}
