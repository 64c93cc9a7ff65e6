namespace Cesuur.Domain.Rating;

/// <summary>One aspect that a task is rated on, on a scale from 0 to <see cref="MaxPoints"/>.</summary>
public sealed record Criterion
{
    /// <summary>A word in snake_case, such as <c>sentence_formation</c>; ratings name it.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required int MaxPoints { get; init; }

    /// <summary>Shown to the rater beside the scale.</summary>
    public string? Guidance { get; init; }
}
