namespace Cesuur.Domain.Catalogue;

/// <summary>A part of a test with its own way of moving through it.</summary>
public sealed record Section
{
    public required string Identifier { get; init; }

    public required string Title { get; init; }

    /// <summary>Shown before and beside the items, a <see cref="RichText"/>.</summary>
    public string? Instructions { get; init; }

    /// <summary>At most this long for the section, within the time of the test.</summary>
    public int? TimeLimitSeconds { get; init; }

    /// <summary>
    /// Whether the items are shuffled, for each sitting in its own order, which is kept; only where the candidate
    /// moves freely.
    /// </summary>
    public bool Shuffle { get; init; }

    public required Navigation Navigation { get; init; }

    /// <summary>The texts and fragments that the items of this section are about.</summary>
    public IReadOnlyList<Stimulus> Stimuli { get; init; } = [];

    public required IReadOnlyList<Item> Items { get; init; }

    /// <summary>What came along from QTI and goes back there.</summary>
    public IReadOnlyList<KeptXml> Kept { get; init; } = [];
}
