using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>A round with its progress, and that of each rater.</summary>
internal sealed class GetRatingRound : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/rating-rounds/{ratingRoundId}", Handle)
        .Requires(Permission.BoardWrite)
        .Fails(HttpErrors.NotFound);

    private static async Task<RatingRoundDetail> Handle(Id<RatingRound> ratingRoundId, AppDb db, RoundReader reader, CancellationToken cancel) =>
        await reader.ReadAsync(await db.RatingRounds.AsNoTracking().Where(round => round.Id == ratingRoundId).RequireAsync(cancel), cancel);
}
