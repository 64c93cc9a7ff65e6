namespace Cesuur.Domain.Catalogue;

/// <summary>A piece of an upload, stored as a file of its own, so that nodes share nothing but the database and the store.</summary>
public sealed class MediaUploadPart : TenantOwned
{
    private MediaUploadPart()
    {
    }

    public Id<MediaUpload> UploadId { get; private set; }

    /// <summary>Where it begins, in bytes.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes.</summary>
    public long Size { get; private set; }

    public string FileKey { get; private set; } = null!;

    internal static MediaUploadPart Of(Id<MediaUpload> upload, long position, long size, string fileKey) =>
        new() { UploadId = upload, Position = position, Size = size, FileKey = fileKey };
}
