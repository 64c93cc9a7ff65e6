using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Api.Results;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Results;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>
/// Closes the rating; the result follows from the points and the cut score (T). 204 where the board establishes results first (R art. 12). <c>If-Match</c>
/// takes the <c>ETag</c> of the rating.
/// </summary>
internal sealed class FinaliseRating : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sittings/{sittingId}/rating/finalisation", Handle)
        .Requires(Permission.RatingsWrite)
        .Fails(
            HttpErrors.NotFound, HttpErrors.Stale, LicensingErrors.LicenceExpired, RatingErrors.RatedInRounds, RatingErrors.RatingFinalised, RatingErrors.TasksUnrated,
            RatingErrors.TaskHeld);

    private static async Task<Results<Ok<ResultResponse>, NoContent>> Handle(
        Id<Sitting> sittingId, HttpContext http, AppDb db, PublishedVersions versions, VersionScorings scorings, Grader grader,
        Caller caller, Audit audit, Clock clock, CancellationToken cancel)
    {
        var version = (await versions.OfAsync(db, sittingId, cancel)).RequireSingleRater();
        return await db.InTransactionAsync<Results<Ok<ResultResponse>, NoContent>>(
            async () =>
            {
                var (sitting, now) = await db.HoldSittingAsync(sittingId, cancel);
                await db.RequireRatingAsync(clock.Now, cancel);
                var rating = await db.LatestRating(sittingId).RequireAsync(cancel);
                http.CheckIfMatch(db, rating);
                var scoring = await scorings.HoldAsync(version, cancel);
                var tasks = (await db.RatedTasks.Where(task => task.RatingId == rating.Id).ToListAsync(cancel))
                    .FindAll(task => !task.IsOutdated(scoring));
                rating.Finalise(scoring.Content, tasks, caller.Actor, now);

                var items = await ItemsAsync(db, rating, scoring, tasks, cancel);
                var graded = (await grader.GradeAsync([new ScoredSitting(sitting, scoring, items, rating.Id, now)], cancel))[0];
                db.SittingEvents.Add(SittingEvent.Log(sitting.Id, SittingEventType.RatingFinalised, caller.Actor, now));
                db.Raise(EventTypes.RatingFinalised, RatingResponse.From(rating), now);
                audit.Log("rating.finalised", sittingId);
                await db.SaveChangesAsync(cancel);
                var result = db.Results.Local.Single(result => result.SittingId == sitting.Id);
                return result.EstablishedAt is not null || db.Reach.SeesUnestablished ? TypedResults.Ok(ResultResponse.From(result, graded)) : TypedResults.NoContent();
            },
            cancel);
    }

    /// <summary>The rater's points where there is a rubric, or the board's; else the key's, unless a teacher overwrote them.</summary>
    private static async Task<IReadOnlyList<ItemResult>> ItemsAsync(
        AppDb db, SittingRating rating, VersionScoring scoring, List<RatedTask> tasks, CancellationToken cancel)
    {
        var answers = await db.AnswersOfAsync(rating.SittingId, scoring.Content, cancel);
        var rated = tasks.ToDictionary(task => task.ItemId);
        var overwritten = (await db.OverwrittenPointsAsync([rating.Id], cancel)).ToDictionary(points => points.ItemId, points => points.Points);
        return
        [
            .. from item in scoring.Score(answers).Items
               let task = rated.GetValueOrDefault(item.ItemId)
               let given = task is not null ? task.Points : overwritten.TryGetValue(item.ItemId, out var byTeacher) ? byTeacher : (decimal?)null
               select given is { } points ? scoring.Count(item.ItemId, points, byRater: true) with { ByBoard = task?.AwardedBy is not null } : scoring.Count(item),
        ];
    }
}
