using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

internal static class SittingAnswers
{
    /// <summary>What was answered at a sitting, for whoever scores or rates it; the rule is that of <see cref="GivenAnswers"/>.</summary>
    public static async Task<IReadOnlyDictionary<Id<Item>, Answer>> AnswersOfAsync(this AppDb db, Id<Sitting> sitting, TestContent content, CancellationToken cancel)
    {
        var saved = await db.Responses.AsNoTracking()
            .Where(response => response.SittingId == sitting)
            .ToDictionaryAsync(response => response.ItemId, response => response.Answer, cancel);
        if (!content.Items.Any(item => item.MostRecordings > 0))
        {
            return saved;
        }

        var recordings = await db.Recordings
            .Where(recording => recording.SittingId == sitting && recording.Size > 0).OrderBy(recording => recording.BegunAt)
            .Select(recording => new { recording.ItemId, recording.Id }).ToListAsync(cancel);
        return GivenAnswers.Of(content, saved, recordings.Select(recording => (recording.ItemId, recording.Id)));
    }
}
