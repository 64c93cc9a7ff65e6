using Cesuur.Domain;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Api.Catalogue;

/// <summary>A sound, video or picture file of the organisation.</summary>
public sealed record MediaResponse
{
    public required Id<Media> Id { get; init; }

    public required string Title { get; init; }

    /// <summary>As the file was called where it came from.</summary>
    public required string FileName { get; init; }

    public required MediaKind Kind { get; init; }

    /// <summary>By the file's content, such as <c>audio/mpeg</c>.</summary>
    public required string ContentType { get; init; }

    /// <summary>Of sound and video; null where it is not known.</summary>
    public required long? DurationMilliseconds { get; init; }

    /// <summary>Pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels.</summary>
    public int? Height { get; init; }

    /// <summary>What sound and video are coded with, such as <c>h264, aac</c>; absent where it is not known.</summary>
    public string? Codecs { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 in hexadecimal.</summary>
    public required string Checksum { get; init; }

    /// <summary>The id of the key or the user who uploaded it.</summary>
    public required string UploadedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Where the file itself can be fetched without further credentials, for 15 minutes; in lists absent.</summary>
    public string? Url { get; init; }

    internal static MediaResponse From(Media media) => new()
    {
        Id = media.Id,
        Title = media.Title,
        FileName = media.FileName,
        Kind = media.Kind,
        ContentType = media.ContentType,
        DurationMilliseconds = media.DurationMilliseconds,
        Width = media.Width,
        Height = media.Height,
        Codecs = media.Codecs,
        Size = media.Size,
        Checksum = media.Checksum,
        UploadedBy = media.UploadedBy,
        CreatedAt = media.CreatedAt,
    };
}
