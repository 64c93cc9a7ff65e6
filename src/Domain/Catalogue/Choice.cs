namespace Cesuur.Domain.Catalogue;

/// <summary>One of the answers a single-choice item offers. Whether it is right only the key knows.</summary>
public sealed record Choice
{
    public required string Id { get; init; }

    public required string Text { get; init; }
}
