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
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>Closes the rating; the result follows from the points and the cut score (T).</summary>
internal sealed class FinaliseRating : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sittings/{sittingId}/rating/finalisation", Handle)
        .Requires(Permission.RatingsWrite)
        .Fails(HttpErrors.NotFound, LicensingErrors.LicenceExpired, RatingErrors.RatingFinalised, RatingErrors.TasksUnrated, RatingErrors.TaskHeld);

    private static async Task<ResultResponse> Handle(
        Id<Sitting> sittingId, AppDb db, PublishedVersions versions, VersionScorings scorings, Grader grader, Caller caller, Audit audit, Clock clock, CancellationToken cancel)
    {
        var version = await versions.OfAsync(db, sittingId, cancel);
        return await db.InTransactionAsync(
            async () =>
            {
                var (sitting, now) = await db.HoldSittingAsync(sittingId, cancel);
                await db.RequireRatingAsync(clock.Now, cancel);
                var rating = await db.LatestRating(sittingId).RequireAsync(cancel);
                var tasks = await db.RatedTasks.Where(task => task.RatingId == rating.Id).ToListAsync(cancel);
                rating.Finalise(version.Version.Content, tasks, caller.Actor, now);

                var scoring = await scorings.HoldAsync(version, cancel);
                var items = await ItemsAsync(db, sitting, scoring, tasks, cancel);
                var graded = (await grader.GradeAsync([new ScoredSitting(sitting, scoring, items, rating.Id, now)], cancel))[0];
                db.SittingEvents.Add(SittingEvent.Log(sitting.Id, SittingEventType.RatingFinalised, caller.Actor, now));
                db.Raise(EventTypes.RatingFinalised, await RatingResponse.ReadAsync(db, rating, version.Version.Content, cancel) with { Tasks = [] }, now);
                audit.Log("rating.finalised", sittingId);
                await db.SaveChangesAsync(cancel);
                return ResultResponse.From(db.Results.Local.Single(result => result.SittingId == sitting.Id), graded);
            },
            cancel);
    }

    /// <summary>The rater's points where there is a rubric, the key's where there is none.</summary>
    private static async Task<IReadOnlyList<ItemResult>> ItemsAsync(
        AppDb db, Sitting sitting, VersionScoring scoring, List<RatedTask> tasks, CancellationToken cancel)
    {
        var answers = await db.AnswersOfAsync(sitting.Id, scoring.Content, cancel);
        var rated = tasks.ToDictionary(task => task.ItemId, task => task.Score.Points!.Value);
        return
        [
            .. scoring.Score(answers).Items
                .Select(item => scoring.Count(item.ItemId, item.Points ?? rated[item.ItemId], byRater: item.NeedsRating)),
        ];
    }
}
