using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Api.Results;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>What the rater gave, and what the rubric made of it.</summary>
public sealed record BlindRatingResponse
{
    public required Id<RatingTask> Id { get; init; }

    public Precondition? Precondition { get; init; }

    public required IReadOnlyList<string> Flags { get; init; }

    public required IReadOnlyDictionary<string, int> Scores { get; init; }

    /// <summary>Absent at a technical problem.</summary>
    public int? Points { get; init; }

    public required int MaxPoints { get; init; }

    public required DateTimeOffset RatedAt { get; init; }

    internal static BlindRatingResponse From(RatingTask task) => new()
    {
        Id = task.Id,
        Precondition = task.Input!.Precondition,
        Flags = task.Input.Flags,
        Scores = task.Score!.Scores,
        Points = task.Score.Points,
        MaxPoints = task.Score.MaxPoints,
        RatedAt = task.RatedAt!.Value,
    };
}

/// <summary>
/// Rates a task that the rater has been given. It can be changed until others go on from it: until a further rating of the
/// same work is asked for, the board gets a case of it, or the round is closed.
/// </summary>
internal sealed class RateBlindTask : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/rating-tasks/{ratingTaskId}", Handle)
        .Requires(Permission.TasksRate)
        .Fails(
            HttpErrors.NotFound, LicensingErrors.LicenceExpired, RatingErrors.NotAuthorised, RatingErrors.RoundClosed, RatingErrors.ClaimLapsed, RatingErrors.RatingUsed,
            RatingErrors.RubricCorrected,
            RatingErrors.Gate, RatingErrors.Cap, RatingErrors.CapNotApplicable, RatingErrors.Precondition, RatingErrors.PreconditionMissing,
            RatingErrors.PreconditionNotExpected, RatingErrors.UnknownCriterion, RatingErrors.ScoreOutOfRange, RatingErrors.ScoreMissing, HttpErrors.Invalid);

    private static async Task<BlindRatingResponse> Handle(
        Id<RatingTask> ratingTaskId, RateTaskRequest request, AppDb db, PublishedVersions versions, VersionScorings scorings, RoundAssignment assignment, RoundSettling settling,
        Caller caller, Audit audit, Clock clock, CancellationToken cancel)
    {
        var own = await db.RatingTasks.AsNoTracking().Where(task => task.Id == ratingTaskId && task.RaterId == caller.User).RequireAsync(cancel);
        var versionId = await db.RatingRounds.Where(round => round.Id == own.RoundId).Select(round => round.VersionId).SingleAsync(cancel);
        var version = await versions.GetAsync(db.TenantId, versionId, cancel);
        return await db.InTransactionAsync(
            async () =>
            {
                await db.RequireRatingAsync(clock.Now, cancel);
                var round = await db.ShareRatingRoundAsync(own.RoundId, cancel);
                round.RequireOpen();
                if (own.BenchmarkId is null)
                {
                    await db.HoldRoundSittingAsync(own.SittingId, cancel);
                }

                var task = await db.HoldRatingTaskAsync(ratingTaskId, cancel);
                await RequireChangeableAsync(task, round, db, cancel);
                await assignment.RequireRaterAsync(round, task, cancel);
                var scoring = await scorings.HoldAsync(version, cancel);
                scoring.RequireRubricOf(task.ItemId, request.ScoringNumber);
                task.Rate(
                    scoring.Content.Find(task.ItemId)!, scoring.Number,
                    new TaskRating { Precondition = request.Precondition, Flags = request.Flags, Scores = request.Scores }, clock.Now);
                audit.Log("rating_task.rated", task.Id);
                await db.SaveChangesAsync(cancel);
                if (task.BenchmarkId is null)
                {
                    await settling.SettleAsync(round, scoring, [task.SittingId], cancel);
                }

                return BlindRatingResponse.From(task);
            },
            cancel);
    }

    private static async Task RequireChangeableAsync(RatingTask task, RatingRound round, AppDb db, CancellationToken cancel)
    {
        if (task is { State: RatingTaskState.Rated, BenchmarkId: null }
            && (!await db.Sittings.BeyondReach().AnyAsync(sitting => sitting.Id == task.SittingId && sitting.State == SittingState.ToRate, cancel)
                || await db.RatingTasks.AnyAsync(other => other.SittingId == task.SittingId && other.Number > round.RatingsPerTask, cancel)
                || await db.BoardCases.AnyAsync(known => known.SittingId == task.SittingId && known.ItemId == task.ItemId, cancel)))
        {
            throw new DomainException(RatingErrors.RatingUsed);
        }
    }
}
