namespace Cesuur.Domain.Catalogue;

/// <summary>The right answer of a single-choice item (N art. 1, <i>sleutel</i>).</summary>
public sealed record ScoringKey
{
    /// <summary>The ids of the right choices, mostly one; where there are more, any of them earns the points.</summary>
    public required IReadOnlyList<string> Correct { get; init; }

    /// <summary>What a right answer earns: one point, unless the test says otherwise (N annex 3 and 4).</summary>
    public int Points { get; init; } = 1;
}
