using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Delivery;

/// <summary>A spoken answer, as it was received.</summary>
public sealed class Recording : TenantOwned, IIdentified
{
    /// <summary>Bytes.</summary>
    public const long MaxSize = 10 * 1024 * 1024;

    /// <summary>What browsers record.</summary>
    public static readonly IReadOnlyList<string> SpeechTypes = ["audio/webm", "audio/ogg", "audio/mp4", "audio/mpeg", "audio/wav", "audio/aac"];

    /// <summary>How often a task can be recorded anew; far above what any test allows.</summary>
    public const int MaxPerItem = 20;

    private Recording()
    {
    }

    public static string IdPrefix => "rec";

    public Id<Recording> Id { get; private set; }

    public Id<Sitting> SittingId { get; private set; }

    public Id<Item> ItemId { get; private set; }

    public string ContentType { get; private set; } = null!;

    public long Size { get; private set; }

    /// <summary>SHA-256 in hexadecimal.</summary>
    public string Checksum { get; private set; } = null!;

    public string FileKey { get; private set; } = null!;

    public DateTimeOffset ReceivedAt { get; private set; }

    public static Recording Receive(
        Id<Sitting> sitting, Id<Item> item, string contentType, long size, string checksum, string fileKey, DateTimeOffset now) => new()
        {
            Id = Id<Recording>.New(),
            SittingId = sitting,
            ItemId = item,
            ContentType = contentType,
            Size = size,
            Checksum = checksum,
            FileKey = fileKey,
            ReceivedAt = now,
        };
}
