namespace Cesuur.Domain.Catalogue;

/// <summary>A part of a test with its own way of moving through it.</summary>
public sealed record Section
{
    public required string Identifier { get; init; }

    public required string Title { get; init; }

    public string? Instructions { get; init; }

    public required Navigation Navigation { get; init; }

    /// <summary>The texts and fragments that the items of this section are about.</summary>
    public IReadOnlyList<Stimulus> Stimuli { get; init; } = [];

    public required IReadOnlyList<Item> Items { get; init; }
}
