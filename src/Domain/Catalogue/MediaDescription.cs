namespace Cesuur.Domain.Catalogue;

/// <summary>What a media file is by its content.</summary>
public sealed record MediaDescription
{
    public required string ContentType { get; init; }

    public required MediaKind Kind { get; init; }

    /// <summary>Of sound and video; null: it is not known, since nothing was there to measure it or the file does not say.</summary>
    public long? DurationMilliseconds { get; init; }

    /// <summary>Pixels; null for sound, and where it is not known.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels; null for sound, and where it is not known.</summary>
    public int? Height { get; init; }

    /// <summary>As <c>h264, aac</c>, by ffmpeg's names; null for images, and where it is not known.</summary>
    public string? Codecs { get; init; }
}
