namespace Cesuur.Domain.Rating;

/// <summary>What a rater found on one task, as sent.</summary>
public sealed record TaskRating
{
    /// <summary>Given exactly where the rubric asks for it.</summary>
    public Precondition? Precondition { get; init; }

    /// <summary>The flags, among those of the rubric's caps, that the rater set.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Points per criterion id. What a gate makes 0 may be left out.</summary>
    public IReadOnlyDictionary<string, int> Scores { get; init; } = new Dictionary<string, int>();
}
