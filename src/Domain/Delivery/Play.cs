using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Licensing;

namespace Cesuur.Domain.Delivery;

/// <summary>A one-time grant to hear or see a fragment. One that was never fetched is not used up.</summary>
public sealed class Play : TenantOwned, IIdentified
{
    private Play()
    {
    }

    public static string IdPrefix => "play";

    public Id<Play> Id { get; private set; }

    public Id<Sitting> SittingId { get; private set; }

    public Id<Organisation> PublisherId { get; private set; }

    public Id<Media> MediaId { get; private set; }

    /// <summary>1 for the first time this sitting plays the fragment.</summary>
    public int Number { get; private set; }

    public DateTimeOffset GrantedAt { get; private set; }

    public DateTimeOffset? FetchedAt { get; private set; }

    public static Play Grant(Sitting sitting, Id<Media> media, int number, DateTimeOffset now) => new()
    {
        Id = Id<Play>.New(),
        SittingId = sitting.Id,
        PublisherId = sitting.PublisherId,
        MediaId = media,
        Number = number,
        GrantedAt = now,
    };
}

/// <summary>A spoken answer, as it was received.</summary>
public sealed class Recording : TenantOwned, IIdentified
{
    public const long MaxSize = 10 * 1024 * 1024;

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

/// <summary>A line of a sitting's log.</summary>
public sealed class SittingEvent : TenantOwned, IIdentified
{
    private SittingEvent()
    {
    }

    public static string IdPrefix => "sev";

    public Id<SittingEvent> Id { get; private set; }

    public Id<Sitting> SittingId { get; private set; }

    /// <summary><c>checked_in</c>, <c>device_changed</c>, <c>started</c>, <c>section_advanced</c>, <c>submitted</c>, <c>timed_out</c>, …</summary>
    public string Type { get; private set; } = null!;

    public string Actor { get; private set; } = null!;

    public DateTimeOffset At { get; private set; }

    public static SittingEvent Log(Id<Sitting> sitting, string type, string actor, DateTimeOffset at) => new()
    {
        Id = Id<SittingEvent>.New(),
        SittingId = sitting,
        Type = type,
        Actor = actor,
        At = at,
    };
}
