namespace Cesuur.Domain.Rating;

/// <summary>
/// A 0 on this criterion makes every other criterion of the task 0: in writing, a text that is not
/// adequate earns nothing for its grammar (N annex 1). Speaking has no gate (N annex 2).
/// </summary>
public sealed record Gate
{
    public required string Criterion { get; init; }
}
