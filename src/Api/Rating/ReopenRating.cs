using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>Opens a finalised rating again. The earlier result counts until the new rating is finalised, and its scores are there to change (T).</summary>
internal sealed class ReopenRating : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sittings/{sittingId}/rating/reopening", Handle)
        .Requires(Permission.RatingsWrite)
        .Fails(HttpErrors.NotFound, LicensingErrors.LicenceExpired, DeliveryErrors.NotInThisState);

    private static async Task<RatingResponse> Handle(
        Id<Sitting> sittingId, AppDb db, PublishedVersions versions, Caller caller, Audit audit, Clock clock, CancellationToken cancel)
    {
        var version = await versions.OfAsync(db, sittingId, cancel);
        return await db.InTransactionAsync(
            async () =>
            {
                var (sitting, now) = await db.HoldSittingAsync(sittingId, cancel);
                await db.RequireRatingAsync(clock.Now, cancel);
                var last = await db.LatestRating(sittingId).RequireAsync(cancel);
                sitting.ReopenRating();
                var rating = SittingRating.Open(sittingId, last.Number + 1, now);
                db.Ratings.Add(rating);
                foreach (var task in await db.RatedTasks.Where(task => task.RatingId == last.Id).ToListAsync(cancel))
                {
                    db.RatedTasks.Add(task.CarryOver(rating.Id));
                }

                db.SittingEvents.Add(SittingEvent.Log(sittingId, SittingEventType.RatingReopened, caller.Actor, now));
                audit.Log("rating.reopened", sittingId);
                await db.SaveChangesAsync(cancel);
                var response = await RatingResponse.ReadAsync(db, rating, version.Version.Content, cancel);
                db.Raise(EventTypes.RatingReopened, response with { Tasks = [] }, now);
                await db.SaveChangesAsync(cancel);
                return response;
            },
            cancel);
    }
}
