using Cesuur.Domain;
using Cesuur.Domain.Rating;

namespace Cesuur.Api.Rating;

/// <summary>What was rated, and what the rubric made of it; or the points that an answer got in the place of its key's.</summary>
public sealed record TaskRatingResponse
{
    public Precondition? Precondition { get; init; }

    public required IReadOnlyList<string> Flags { get; init; }

    public required IReadOnlyDictionary<string, int> Scores { get; init; }

    /// <summary>Absent at a technical problem, as long as it waits for the exam board.</summary>
    public decimal? Points { get; init; }

    /// <summary>The case in which the exam board awarded the points.</summary>
    public Id<BoardCase>? BoardCaseId { get; init; }

    public required decimal MaxPoints { get; init; }

    /// <summary>Why the points of a key were overwritten.</summary>
    public string? Reason { get; init; }

    /// <summary>It is by a rubric that has been corrected since: the task is to be rated again.</summary>
    public bool IsOutdated { get; init; }

    public required string RatedBy { get; init; }

    public required DateTimeOffset RatedAt { get; init; }

    internal static TaskRatingResponse From(RatedTask task) =>
        From(task.Input, task.Score, task.RatedBy, task.RatedAt) with { Points = task.Points, BoardCaseId = task.AwardedBy };

    internal static TaskRatingResponse From(TaskRatingEntry entry) => From(entry.Input, entry.Score, entry.RatedBy, entry.RatedAt);

    internal static TaskRatingResponse From(OverwrittenPoints overwritten, decimal maxPoints) => new()
    {
        Flags = [],
        Scores = new Dictionary<string, int>(),
        Points = overwritten.Points,
        MaxPoints = maxPoints,
        Reason = overwritten.Reason,
        RatedBy = overwritten.GivenBy,
        RatedAt = overwritten.GivenAt,
    };

    private static TaskRatingResponse From(TaskRating input, TaskScore score, string by, DateTimeOffset at) => new()
    {
        Precondition = input.Precondition,
        Flags = input.Flags,
        Scores = score.Scores,
        Points = score.Points,
        MaxPoints = score.MaxPoints,
        RatedBy = by,
        RatedAt = at,
    };
}
