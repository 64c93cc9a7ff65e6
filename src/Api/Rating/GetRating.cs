using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Api.Results;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>
/// The sitting's latest rating: tasks, responses, rubrics and what has been rated. Rubrics are shown after the administration only
/// (N art. 2.3). The <c>ETag</c> changes with every task that is rated; each task has one of its own.
/// </summary>
internal sealed class GetRating : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/sittings/{sittingId}/rating", Handle)
        .Requires(Permission.RatingsWrite)
        .Fails(HttpErrors.NotFound, RatingErrors.RatedInRounds);

    private static async Task<RatingResponse> Handle(
        Id<Sitting> sittingId, HttpContext http, AppDb db, PublishedVersions versions, VersionScorings scorings, RatingReader reader, CancellationToken cancel)
    {
        var version = (await versions.OfAsync(db, sittingId, cancel)).RequireSingleRater();
        var rating = await db.LatestRating(sittingId).RequireAsync(cancel);
        var sitting = await db.Sittings.AsNoTracking().SingleAsync(sitting => sitting.Id == sittingId, cancel);
        http.SetETag(db, rating);
        return await reader.ReadAsync(rating, sitting, await scorings.LoadAsync(version.Version, upTo: null, cancel), cancel);
    }
}
