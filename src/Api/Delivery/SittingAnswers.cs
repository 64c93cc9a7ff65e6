using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

internal static class SittingAnswers
{
    /// <summary>What was answered at a sitting, for whoever scores or rates it; the rule is that of <see cref="GivenAnswers"/>.</summary>
    public static async Task<IReadOnlyDictionary<Id<Item>, Answer>> AnswersOfAsync(this AppDb db, Id<Sitting> sitting, TestContent content, CancellationToken cancel) =>
        (await db.AnswersOfAsync(new Dictionary<Id<Sitting>, TestContent> { [sitting] = content }, cancel))[sitting];

    /// <summary>The same of several.</summary>
    /// <param name="db">Of their organisation.</param>
    /// <param name="sittings">With what was asked at each.</param>
    /// <param name="cancel">The request's.</param>
    public static async Task<IReadOnlyDictionary<Id<Sitting>, IReadOnlyDictionary<Id<Item>, Answer>>> AnswersOfAsync(
        this AppDb db, IReadOnlyDictionary<Id<Sitting>, TestContent> sittings, CancellationToken cancel)
    {
        var ids = sittings.Keys.ToList();
        var saved = (await db.Responses.AsNoTracking().Where(response => ids.Contains(response.SittingId)).ToListAsync(cancel)).ToLookup(response => response.SittingId);
        var spoken = sittings.Where(sitting => sitting.Value.Items.Any(item => item.MostRecordings > 0)).Select(sitting => sitting.Key).ToList();
        var recordings = spoken.Count == 0 ? [] : await db.Recordings.BeyondReach() // a rater of a round sees the task, and no sitting
            .Where(recording => spoken.Contains(recording.SittingId) && recording.Size > 0).OrderBy(recording => recording.BegunAt)
            .Select(recording => new { recording.SittingId, recording.ItemId, recording.Id }).ToListAsync(cancel);
        var recorded = recordings.ToLookup(recording => recording.SittingId, recording => (recording.ItemId, recording.Id));
        return sittings.ToDictionary(
            sitting => sitting.Key,
            sitting => GivenAnswers.Of(sitting.Value, saved[sitting.Key].ToDictionary(response => response.ItemId, response => response.Answer), recorded[sitting.Key]));
    }
}
