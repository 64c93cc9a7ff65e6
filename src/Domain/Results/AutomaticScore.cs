namespace Cesuur.Domain.Results;

/// <summary>What a candidate's answers earned without a rater.</summary>
public sealed record AutomaticScore
{
    /// <summary>Every item of the test, in order.</summary>
    public required IReadOnlyList<ItemScore> Items { get; init; }

    /// <summary>The points of the items that need no rating.</summary>
    public decimal Points => Items.Sum(item => item.Points ?? 0);

    /// <summary>The most the whole test can bring, tasks still to be rated included.</summary>
    public decimal MaxPoints => Items.Sum(item => item.MaxPoints);

    public bool NeedsRating => Items.Any(item => item.NeedsRating);
}
