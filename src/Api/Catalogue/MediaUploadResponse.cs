using Cesuur.Domain;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Api.Catalogue;

/// <summary>Why all the bytes together are nothing that is taken.</summary>
public sealed record MediaUploadProblem
{
    /// <summary>Of the catalogue of errors, such as <c>media_not_playable</c>.</summary>
    public required string Code { get; init; }

    public required string Detail { get; init; }
}

/// <summary>A file that comes in pieces.</summary>
public sealed record MediaUploadResponse
{
    public required Id<MediaUpload> Id { get; init; }

    public required UploadPurpose Purpose { get; init; }

    public required UploadState State { get; init; }

    public required string FileName { get; init; }

    /// <summary>Bytes that there will be.</summary>
    public required long Length { get; init; }

    /// <summary>Bytes that are there.</summary>
    public required long Offset { get; init; }

    /// <summary>From here on the upload is not there any more; what it became stays.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What it became, when its purpose was that.</summary>
    public Id<Media>? MediaId { get; init; }

    /// <summary>When it was refused.</summary>
    public MediaUploadProblem? Problem { get; init; }

    internal static MediaUploadResponse From(MediaUpload upload) => new()
    {
        Id = upload.Id,
        Purpose = upload.Purpose,
        State = upload.State,
        FileName = upload.FileName,
        Length = upload.Length,
        Offset = upload.Received,
        ExpiresAt = upload.ExpiresAt,
        MediaId = upload.MediaId,
        Problem = upload.Refusal is { } code ? new MediaUploadProblem { Code = code, Detail = upload.RefusalDetail! } : null,
    };
}
