using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

public sealed record RoundRaterRequest
{
    /// <summary>Somebody who may rate, with an authorisation that is valid today.</summary>
    public required Id<User> UserId { get; init; }
}

/// <summary>
/// Lets somebody rate in a round that is under way, or again in one that they had left. They get their share of
/// what others have not seen, the benchmarks among it, and the further ratings that nobody else could give.
/// </summary>
internal sealed class AddRoundRater : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/rating-rounds/{ratingRoundId}/raters", Handle)
        .Requires(Permission.BoardWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid, LicensingErrors.LicenceExpired, RatingErrors.RoundClosed);

    private static Task<RatingRoundDetail> Handle(
        Id<RatingRound> ratingRoundId, RoundRaterRequest request, AppDb db, RoundAct act, RoundAssignment assignment, RoundSettling settling,
        Audit audit, Clock clock, CancellationToken cancel) =>
        act.DoAsync(
            ratingRoundId,
            async (round, scoring) =>
            {
                if (await db.MissingRatersAsync([request.UserId], cancel) is { Count: > 0 })
                {
                    throw HttpErrors.References(["/userId"]);
                }

                if (await assignment.AuthorisedAsync(round.TestId, [request.UserId], cancel) is { Count: 0 })
                {
                    throw HttpErrors.Member("/userId", RatingErrors.NotAuthorised.Code, RatingErrors.NotAuthorised.Title);
                }

                var known = await db.RoundRaters.SingleOrDefaultAsync(rater => rater.RoundId == round.Id && rater.UserId == request.UserId, cancel);
                if (known is null)
                {
                    db.RoundRaters.Add(RoundRater.Join(round.Id, request.UserId, clock.Now));
                }

                known?.Return();
                audit.Log("rating_round.rater_added", round.Id);
                await db.SaveChangesAsync(cancel);
                await assignment.ShareAsync(round, request.UserId, cancel);
                await assignment.SeedAsync(round, [request.UserId], await assignment.BenchmarksAsync(round, scoring, cancel), cancel);
                await db.SaveManyAsync(cancel);
                await foreach (var _ in settling.SettleAllAsync(round, scoring, cancel))
                {
                }
            },
            cancel);
}
