namespace Cesuur.Domain.Rating;

/// <summary>What a rating of one task comes to.</summary>
public sealed record TaskScore
{
    /// <summary>None at a technical problem, which the exam board decides.</summary>
    public required int? Points { get; init; }

    public required int MaxPoints { get; init; }

    /// <summary>Points of every criterion, with the zeros of a gate filled in; empty where nothing could be rated.</summary>
    public required IReadOnlyDictionary<string, int> Scores { get; init; }
}
