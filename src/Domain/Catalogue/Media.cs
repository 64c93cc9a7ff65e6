namespace Cesuur.Domain.Catalogue;

/// <summary>A sound, video or picture file that stimuli refer to.</summary>
public sealed class Media : TenantOwned, IIdentified, ISearchable
{
    public const int MaxTitle = 200;

    /// <summary>Characters; longer names are cut.</summary>
    public const int MaxFileName = 200;

    private Media()
    {
    }

    public static string IdPrefix => "media";

    public Id<Media> Id { get; private set; }

    public string Title { get; private set; } = null!;

    public string SearchKey { get; private set; } = null!;

    /// <summary>As it was called where it came from.</summary>
    public string FileName { get; private set; } = null!;

    public MediaKind Kind { get; private set; }

    public string ContentType { get; private set; } = null!;

    public long? DurationMilliseconds { get; private set; }

    /// <summary>Pixels.</summary>
    public int? Width { get; private set; }

    /// <summary>Pixels.</summary>
    public int? Height { get; private set; }

    public string? Codecs { get; private set; }

    /// <summary>Bytes.</summary>
    public long Size { get; private set; }

    /// <summary>SHA-256 in hexadecimal.</summary>
    public string Checksum { get; private set; } = null!;

    public string FileKey { get; private set; } = null!;

    /// <summary>The id of the key or the user.</summary>
    public string UploadedBy { get; private set; } = null!;

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Without a title it has the name of its file.</summary>
    public static Media Create(
        string? title, string fileName, MediaDescription description, long size, string checksum, string fileKey, string uploadedBy, DateTimeOffset now)
    {
        var media = new Media
        {
            Id = Id<Media>.New(),
            FileName = Shorten(fileName),
            Kind = description.Kind,
            ContentType = description.ContentType,
            DurationMilliseconds = description.DurationMilliseconds,
            Width = description.Width,
            Height = description.Height,
            Codecs = description.Codecs,
            Size = size,
            Checksum = checksum,
            FileKey = fileKey,
            UploadedBy = uploadedBy,
            CreatedAt = now,
        };
        media.Rename(string.IsNullOrWhiteSpace(title) ? media.FileName : title);
        return media;
    }

    public void Rename(string title)
    {
        Title = title;
        SearchKey = Domain.SearchKey.Of(title);
    }

    // Not in the middle of a character.
    private static string Shorten(string name) => name.Length <= MaxFileName ? name : name[..(char.IsHighSurrogate(name[MaxFileName - 1]) ? MaxFileName - 1 : MaxFileName)];
}
