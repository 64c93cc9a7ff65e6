using Cesuur.Api.Delivery;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>What the routes of a single rater have in common.</summary>
internal static class SittingRatings
{
    /// <summary>None before the sitting is submitted, and none when nothing in it needs a rater.</summary>
    public static IQueryable<SittingRating> LatestRating(this AppDb db, Id<Sitting> sitting) =>
        db.Ratings.Where(rating => rating.SittingId == sitting).OrderByDescending(rating => rating.Number).Take(1);

    /// <summary>Whether independent raters rate its tasks, each blind to the others, and nobody the whole sitting.</summary>
    public static bool IsRatedInRounds(this LoadedVersion version) => version.Version.Policies.Rating.Raters > 1;

    /// <exception cref="DomainException"><c>rated_in_rounds</c></exception>
    public static LoadedVersion RequireSingleRater(this LoadedVersion version) =>
        version.IsRatedInRounds() ? throw new DomainException(RatingErrors.RatedInRounds) : version;

    /// <summary>What counts in the place of the points of keys, one for an item of a rating.</summary>
    public static async Task<IReadOnlyList<OverwrittenPoints>> OverwrittenPointsAsync(
        this AppDb db, IReadOnlyCollection<Id<SittingRating>> ratings, CancellationToken cancel) =>
    [
        .. (await db.OverwrittenPoints.AsNoTracking().Where(points => ratings.Contains(points.RatingId)).OrderBy(points => points.Id).ToListAsync(cancel))
            .GroupBy(points => (points.RatingId, points.ItemId)).Select(lines => lines.Last()),
    ];

    /// <summary>Lines are never changed, so its id is the version; of an item without one it is that of nothing.</summary>
    public static string ETag(this OverwrittenPoints? points) => points is null ? "\"0\"" : $"\"{points.Id}\"";
}
