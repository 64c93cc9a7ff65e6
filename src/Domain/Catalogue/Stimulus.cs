namespace Cesuur.Domain.Catalogue;

/// <summary>
/// A text to read or a fragment to play. It holds nothing that a candidate may not see; the
/// transcript of a fragment therefore has no place here.
/// </summary>
public sealed record Stimulus
{
    public required string Identifier { get; init; }

    public required string Title { get; init; }

    /// <summary>Plain text; a blank line starts a paragraph.</summary>
    public string? Text { get; init; }

    public Id<Media>? MediaId { get; init; }

    /// <summary>How often a candidate may play the media: 1 at a listening exam (N annex 4); none is unlimited.</summary>
    public int? PlayLimit { get; init; }
}
