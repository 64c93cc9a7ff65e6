using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Rating;

/// <summary>Takes in what has come to be rated since the round was opened, such as sittings of a later session.</summary>
internal sealed class TakeInSittings : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/rating-rounds/{ratingRoundId}/intake", Handle)
        .Requires(Permission.BoardWrite)
        .Fails(HttpErrors.NotFound, LicensingErrors.LicenceExpired, RatingErrors.RoundClosed, RatingErrors.RatersNotEnough);

    private static Task<RatingRoundDetail> Handle(
        Id<RatingRound> ratingRoundId, AppDb db, RoundAct act, RoundIntake intake, Audit audit, CancellationToken cancel) =>
        act.DoAsync(
            ratingRoundId,
            async (round, scoring) =>
            {
                var taken = await intake.TakeInAsync(round, scoring.Content, cancel);
                if (taken > 0)
                {
                    audit.Log("rating_round.sittings_taken_in", round.Id);
                    await db.SaveChangesAsync(cancel);
                }
            },
            cancel);
}
