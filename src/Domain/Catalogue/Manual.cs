namespace Cesuur.Domain.Catalogue;

public enum ManualKind
{
    /// <summary>How the test is given (T).</summary>
    Manual,

    /// <summary>How writing and speaking are rated in general (T): for those who rate and those who write tests.</summary>
    RatingModel,
}

/// <summary>A document of a test, in one language, to download (T).</summary>
public sealed class Manual : TenantOwned, IIdentified, ISearchable
{
    public const int MaxTitle = 200;

    /// <summary>Bytes.</summary>
    public const long MaxSize = 20 * 1024 * 1024;

    private Manual()
    {
    }

    public static string IdPrefix => "man";

    public Id<Manual> Id { get; private set; }

    public Id<Test> TestId { get; private set; }

    public ManualKind Kind { get; private set; }

    public string Title { get; private set; } = null!;

    public string SearchKey { get; private set; } = null!;

    /// <summary>A BCP 47 tag, such as <c>nl</c>.</summary>
    public string Language { get; private set; } = null!;

    /// <summary>Bytes.</summary>
    public long Size { get; private set; }

    /// <summary>SHA-256 in hexadecimal.</summary>
    public string Checksum { get; private set; } = null!;

    public string FileKey { get; private set; } = null!;

    public DateTimeOffset CreatedAt { get; private set; }

    public static Manual Add(
        Id<Test> test, ManualKind kind, string title, string language, long size, string checksum, string fileKey, DateTimeOffset now) => new()
        {
            Id = Id<Manual>.New(),
            TestId = test,
            Kind = kind,
            Title = title,
            SearchKey = Domain.SearchKey.Of(title),
            Language = language,
            Size = size,
            Checksum = checksum,
            FileKey = fileKey,
            CreatedAt = now,
        };
}
