namespace Cesuur.Domain.Catalogue;

/// <summary>A sound, video or picture file that stimuli refer to.</summary>
public sealed class Media : TenantOwned, IIdentified
{
    private Media()
    {
    }

    public static string IdPrefix => "media";

    public Id<Media> Id { get; private set; }

    public string Title { get; private set; } = null!;

    public string ContentType { get; private set; } = null!;

    /// <summary>Bytes.</summary>
    public long Size { get; private set; }

    /// <summary>SHA-256 in hexadecimal.</summary>
    public string Checksum { get; private set; } = null!;

    public string FileKey { get; private set; } = null!;

    public DateTimeOffset CreatedAt { get; private set; }

    public static Media Create(string title, string contentType, long size, string checksum, string fileKey, DateTimeOffset now) => new()
    {
        Id = Id<Media>.New(),
        Title = title,
        ContentType = contentType,
        Size = size,
        Checksum = checksum,
        FileKey = fileKey,
        CreatedAt = now,
    };
}
