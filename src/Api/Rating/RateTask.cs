using System.ComponentModel.DataAnnotations;
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
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

public sealed record RateTaskRequest
{
    /// <summary>Given exactly where the rubric asks for it; only what is <c>ratable</c> gets scores.</summary>
    public Precondition? Precondition { get; init; }

    /// <summary>Flags of the rubric's caps, such as <c>stimulus_reinterpreted</c>.</summary>
    [MaxLength(20)]
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Points per criterion. What a gate makes 0 may be left out.</summary>
    [MaxLength(50)]
    public IReadOnlyDictionary<string, int> Scores { get; init; } = new Dictionary<string, int>();

    /// <summary>That of the task as it was read. Where its rubric has been corrected since, the rating is refused; absent: it never is.</summary>
    [Range(0, int.MaxValue)]
    public int? ScoringNumber { get; init; }

    /// <summary>Of a question that a key scores, and there alone: what counts in the place of the key's points.</summary>
    public decimal? Points { get; init; }

    /// <summary>Why; where points are given.</summary>
    [StringLength(500, MinimumLength = 1)]
    public string? Reason { get; init; }
}

/// <summary>
/// Rates one task by its rubric, or overwrites what a key gave an answer. It can be changed until the rating is finalised, and every
/// rating of it is kept. A technical problem opens a case for the exam board, whose points then stand. <c>If-Match</c> takes the <c>eTag</c> of the task.
/// </summary>
internal sealed class RateTask : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/sittings/{sittingId}/rating/tasks/{itemId}", Handle)
        .Requires(Permission.RatingsWrite)
        .Fails(
            HttpErrors.NotFound, HttpErrors.Stale, LicensingErrors.LicenceExpired, RatingErrors.RatedInRounds, RatingErrors.RatingFinalised, RatingErrors.NotRatable,
            RatingErrors.RubricCorrected,
            RatingErrors.Gate, RatingErrors.Cap, RatingErrors.CapNotApplicable, RatingErrors.Precondition, RatingErrors.PreconditionMissing,
            RatingErrors.PreconditionNotExpected, RatingErrors.UnknownCriterion, RatingErrors.ScoreOutOfRange, RatingErrors.ScoreMissing, RatingErrors.PointsOfRubric,
            RatingErrors.RatingUsed, HttpErrors.Invalid);

    private static async Task<TaskRatingResponse> Handle(
        Id<Sitting> sittingId, Id<Item> itemId, RateTaskRequest request, HttpContext http,
        AppDb db, PublishedVersions versions, VersionScorings scorings, SingleRaterCases cases, Caller caller, Audit audit, Clock clock, CancellationToken cancel)
    {
        var version = (await versions.OfAsync(db, sittingId, cancel)).RequireSingleRater();
        return await db.InTransactionAsync(
            async () =>
            {
                var (_, now) = await db.HoldSittingAsync(sittingId, cancel); // two raters of one sitting take turns
                await db.RequireRatingAsync(clock.Now, cancel);
                var rating = await db.LatestRating(sittingId).RequireAsync(cancel);
                rating.Rated(caller.Actor, now);
                var scoring = await scorings.HoldAsync(version, cancel);
                var item = scoring.Content.Find(itemId) ?? throw new DomainException(HttpErrors.NotFound);
                scoring.RequireRubricOf(itemId, request.ScoringNumber);
                audit.Log("rating.task_rated", sittingId);
                return request.Points is { } points
                    ? await OverwriteAsync(rating, item, points, request.Reason, http, db, cancel)
                    : await RateAsync(rating, item, scoring.Number, request, http, db, cases, cancel);
            },
            cancel);
    }

    private static async Task<TaskRatingResponse> RateAsync(
        SittingRating rating, Item item, int scoringNumber, RateTaskRequest request, HttpContext http, AppDb db, SingleRaterCases cases,
        CancellationToken cancel)
    {
        var input = new TaskRating { Precondition = request.Precondition, Flags = request.Flags, Scores = request.Scores };
        var task = await db.RatedTasks.SingleOrDefaultAsync(task => task.RatingId == rating.Id && task.ItemId == item.Id, cancel);
        http.CheckIfMatch(ETags.OfOrNone(db, task));
        if (task is null)
        {
            task = RatedTask.Rate(rating.Id, item, scoringNumber, input, rating.LastRatedBy!, rating.LastRatedAt!.Value);
            db.RatedTasks.Add(task);
        }
        else
        {
            task.Change(item, scoringNumber, input, rating.LastRatedBy!, rating.LastRatedAt!.Value);
        }

        db.TaskRatingEntries.Add(TaskRatingEntry.Of(task));
        await cases.FollowAsync(rating, task, cancel);
        await db.SaveChangesAsync(cancel);
        http.SetETag(db, task);
        return TaskRatingResponse.From(task);
    }

    private static async Task<TaskRatingResponse> OverwriteAsync(
        SittingRating rating, Item item, decimal points, string? reason, HttpContext http, AppDb db, CancellationToken cancel)
    {
        if (reason is null)
        {
            throw HttpErrors.Member("/reason", "required", "Whoever overwrites what a key gave says why.");
        }

        var before = (await db.OverwrittenPointsAsync([rating.Id], cancel)).SingleOrDefault(known => known.ItemId == item.Id);
        http.CheckIfMatch(before.ETag());
        var overwritten = OverwrittenPoints.Give(rating.Id, item, points, reason, rating.LastRatedBy!, rating.LastRatedAt!.Value);
        db.OverwrittenPoints.Add(overwritten);
        await db.SaveChangesAsync(cancel);
        http.SetETag(overwritten.ETag());
        return TaskRatingResponse.From(overwritten, item.MaxPoints);
    }
}
