using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Api.Results;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>
/// Opens a finalised rating again, that of a machine too. The earlier result counts until the new rating is finalised, and its scores are
/// there to change (T). <c>If-Match</c> takes the <c>ETag</c> of the rating.
/// </summary>
internal sealed class ReopenRating : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sittings/{sittingId}/rating/reopening", Handle)
        .Requires(Permission.RatingsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, LicensingErrors.LicenceExpired, DeliveryErrors.NotInThisState, RatingErrors.RatedInRounds, PeopleErrors.CandidateErased);

    private static async Task<RatingResponse> Handle(
        Id<Sitting> sittingId, HttpContext http, AppDb db, PublishedVersions versions, VersionScorings scorings, Reopenings reopenings, RatingReader reader, Clock clock, CancellationToken cancel)
    {
        var version = await versions.OfAsync(db, sittingId, cancel);
        return await db.InTransactionAsync(
            async () =>
            {
                var held = await db.HoldSittingAsync(sittingId, cancel);
                await db.RequireRatingAsync(clock.Now, cancel);
                http.CheckIfMatch(ETags.OfOrNone(db, await db.LatestRating(sittingId).SingleOrDefaultAsync(cancel)));
                if (Reopenings.ObstacleOf(held.Sitting, version, await db.ErasedAsync([sittingId], cancel)) is { } obstacle)
                {
                    throw new DomainException(obstacle, obstacle == DeliveryErrors.NotInThisState ? $"The sitting is {held.Sitting.State}." : null);
                }

                var opened = await reopenings.OpenAsync([held], cancel);
                return await reader.ReadAsync(opened[0], held.Sitting, await scorings.HoldAsync(version, cancel), cancel);
            },
            cancel);
    }
}
