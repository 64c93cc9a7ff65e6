namespace Cesuur.Domain.Results;

/// <summary>Who gave the points of an item.</summary>
public enum PointsBy
{
    Key,

    /// <summary>By a rubric: one rater, or those of a rating round.</summary>
    Rater,

    /// <summary>In the place of what the key gave.</summary>
    Teacher,

    /// <summary>The exam board awarded them: the task could not be rated.</summary>
    Board,
}

/// <summary>What every candidate gets at least for an item (N art. 5).</summary>
/// <param name="Points">Of a result.</param>
/// <param name="SetBy">The correction.</param>
public sealed record ItemFloor(decimal Points, Id<Correction> SetBy);

/// <summary>How an item of a result came to its points.</summary>
public sealed record ItemExplanation
{
    public required PointsBy By { get; init; }

    /// <summary>The corrections that its key or its rubric is of, the first applied first; none: it is as published, or gave no points.</summary>
    public required IReadOnlyList<Id<Correction>> SetBy { get; init; }

    /// <summary>The corrections with an extra rule that the response met, or with a deduction that a rater applied (N art. 6).</summary>
    public required IReadOnlyList<Id<Correction>> Rules { get; init; }

    /// <summary>The highest in force, whether it made a difference or not.</summary>
    public ItemFloor? Floor { get; init; }
}
