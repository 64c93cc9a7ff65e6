using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>A rater drops out: what they have not rated goes to others, what they have rated counts.</summary>
internal sealed class RemoveRoundRater : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/rating-rounds/{ratingRoundId}/raters/{userId}", Handle)
        .Requires(Permission.BoardWrite)
        .Fails(HttpErrors.NotFound, LicensingErrors.LicenceExpired, RatingErrors.RoundClosed, RatingErrors.RatersNotEnough);

    private static Task<RatingRoundDetail> Handle(
        Id<RatingRound> ratingRoundId, Id<User> userId, AppDb db, RoundAct act, RoundAssignment assignment, Audit audit, Clock clock, CancellationToken cancel) =>
        act.DoAsync(
            ratingRoundId,
            async (round, _) =>
            {
                var rater = await db.RoundRaters.Where(rater => rater.RoundId == round.Id && rater.UserId == userId).RequireAsync(cancel);
                rater.Leave(clock.Now);
                audit.Log("rating_round.rater_removed", round.Id);
                await db.SaveChangesAsync(cancel);

                var left = await db.RatingTasks
                    .Where(task => task.RoundId == round.Id && task.RaterId == userId && task.State == RatingTaskState.Open).ToListAsync(cancel);
                left.FindAll(task => task.BenchmarkId is not null).ForEach(task => task.SetAside());
                var counting = left.FindAll(task => task.BenchmarkId is null);
                var chosen = await assignment.ChooseAsync(round, counting.ConvertAll(task => new ResponseOf(task.SittingId, task.ItemId)), cancel);
                if (chosen.Any(other => other is null))
                {
                    throw new DomainException(RatingErrors.RatersNotEnough, "Add another rater first: some of the tasks that are left can go to nobody.");
                }

                var handedOver = counting.Zip(chosen, (task, other) => task.HandOver(other!.Value.Rater, other.Value.Position)).ToList();
                await db.SaveManyAsync(cancel);
                db.RatingTasks.AddRange(handedOver.Except(counting));
                await db.SaveManyAsync(cancel);
            },
            cancel);
}
