namespace Cesuur.Domain.Catalogue;

/// <summary>
/// A text to read or a fragment to play. It holds nothing that a candidate may not see; the
/// transcript of a fragment therefore has no place here.
/// </summary>
public sealed record Stimulus
{
    public required string Identifier { get; init; }

    public required string Title { get; init; }

    /// <summary>The text to read, a <see cref="RichText"/>; pictures can stand in it.</summary>
    public string? Text { get; init; }

    /// <summary>The sound, video or picture.</summary>
    public Id<Media>? MediaId { get; init; }

    /// <summary>How often a candidate may play the media: 1 at a listening exam (N annex 4); none is unlimited.</summary>
    public int? PlayLimit { get; init; }
}
