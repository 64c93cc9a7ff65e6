using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Results;

/// <summary>What one item earned without a rater.</summary>
public sealed record ItemScore
{
    public required Id<Item> ItemId { get; init; }

    /// <summary>None until the item is rated.</summary>
    public required decimal? Points { get; init; }

    public required decimal MaxPoints { get; init; }

    /// <summary>The corrections with an extra rule that the response met (N art. 6); absent: there is none.</summary>
    public IReadOnlyList<Id<Correction>>? Rules { get; init; }

    public bool NeedsRating => Points is null;
}
