using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>What was rated, and what the rubric made of it.</summary>
public sealed record TaskRatingResponse
{
    public Precondition? Precondition { get; init; }

    public required IReadOnlyList<string> Flags { get; init; }

    public required IReadOnlyDictionary<string, int> Scores { get; init; }

    /// <summary>Absent at a technical problem, which waits for the exam board.</summary>
    public int? Points { get; init; }

    public required int MaxPoints { get; init; }

    public required string RatedBy { get; init; }

    public required DateTimeOffset RatedAt { get; init; }

    internal static TaskRatingResponse From(RatedTask task) => new()
    {
        Precondition = task.Input.Precondition,
        Flags = task.Input.Flags,
        Scores = task.Score.Scores,
        Points = task.Score.Points,
        MaxPoints = task.Score.MaxPoints,
        RatedBy = task.RatedBy,
        RatedAt = task.RatedAt,
    };
}

/// <summary>A task with the candidate's response and the rubric by which it is rated.</summary>
public sealed record RatingTaskResponse
{
    public required Id<Item> ItemId { get; init; }

    public required string Identifier { get; init; }

    public required string Prompt { get; init; }

    public Stimulus? Stimulus { get; init; }

    public required Rubric Rubric { get; init; }

    /// <summary>Absent when the candidate left the task open. Where no recording was saved as the answer, the last one is it.</summary>
    public Answer? Response { get; init; }

    /// <summary>All that was recorded at the task, the first first, and what a machine heard in it.</summary>
    public required IReadOnlyList<RecordingResponse> Recordings { get; init; }

    /// <summary>Absent until the task is rated.</summary>
    public TaskRatingResponse? Rating { get; init; }
}

public sealed record RatingResponse
{
    public required Id<SittingRating> Id { get; init; }

    public required Id<Sitting> SittingId { get; init; }

    /// <summary>1 for the first; a reopened sitting gets the next.</summary>
    public required int Number { get; init; }

    public required RatingState State { get; init; }

    public DateTimeOffset? FinalisedAt { get; init; }

    public required IReadOnlyList<RatingTaskResponse> Tasks { get; init; }

    internal static async Task<RatingResponse> ReadAsync(
        AppDb db, SittingRating rating, TestContent content, CancellationToken cancel)
    {
        var answers = await db.AnswersOfAsync(rating.SittingId, content, cancel);
        var recordings = (await db.Recordings.AsNoTracking()
            .Where(recording => recording.SittingId == rating.SittingId).OrderBy(recording => recording.BegunAt).ToListAsync(cancel)).ToLookup(recording => recording.ItemId);
        var rated = await db.RatedTasks.AsNoTracking()
            .Where(task => task.RatingId == rating.Id).ToDictionaryAsync(task => task.ItemId, cancel);
        return new RatingResponse
        {
            Id = rating.Id,
            SittingId = rating.SittingId,
            Number = rating.Number,
            State = rating.State,
            FinalisedAt = rating.FinalisedAt,
            Tasks =
            [
                .. from section in content.Sections
                   from item in section.Items
                   let rubric = item.Rubric
                   where rubric is not null
                   select new RatingTaskResponse
                   {
                       ItemId = item.Id,
                       Identifier = item.Identifier,
                       Prompt = item.Prompt,
                       Stimulus = section.Stimuli.FirstOrDefault(stimulus => stimulus.Identifier == item.Stimulus),
                       Rubric = rubric,
                       Response = answers.GetValueOrDefault(item.Id),
                       Recordings = [.. recordings[item.Id].Select(RecordingResponse.From)],
                       Rating = rated.TryGetValue(item.Id, out var task) ? TaskRatingResponse.From(task) : null,
                   },
            ],
        };
    }
}

/// <summary>The sitting's latest rating: tasks, responses, rubrics and what has been rated. Rubrics are shown after the administration only (N art. 2.3).</summary>
internal sealed class GetRating : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/sittings/{sittingId}/rating", Handle)
        .Requires(Permission.RatingsWrite)
        .Fails(HttpErrors.NotFound);

    private static async Task<RatingResponse> Handle(Id<Sitting> sittingId, AppDb db, PublishedVersions versions, CancellationToken cancel)
    {
        var rating = await db.LatestRating(sittingId).AsNoTracking().RequireAsync(cancel);
        var sitting = await db.Sittings.AsNoTracking().SingleAsync(sitting => sitting.Id == sittingId, cancel);
        var version = await versions.GetAsync(db.TenantId, sitting.VersionId, cancel);
        return await RatingResponse.ReadAsync(db, rating, version.Version.Content, cancel);
    }
}

internal static class SittingRatings
{
    /// <summary>None before the sitting is submitted, and none when nothing in it needs a rater.</summary>
    public static IQueryable<SittingRating> LatestRating(this AppDb db, Id<Sitting> sitting) =>
        db.Ratings.Where(rating => rating.SittingId == sitting).OrderByDescending(rating => rating.Number).Take(1);
}
