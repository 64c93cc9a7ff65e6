namespace Cesuur.Domain.Rating;

/// <summary>When the rater sets the flag, the task earns this many points less, though never less than 0: an extra rule of the board (N art. 6).</summary>
public sealed record Deduction
{
    /// <summary>A word in snake_case, such as <c>too_short</c>.</summary>
    public required string Flag { get; init; }

    public required int Points { get; init; }

    /// <summary>Tells the rater when to set the flag.</summary>
    public string? Description { get; init; }
}
