using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Delivery;

/// <summary>The last saved answer to an item. Written by one statement in the database only, never through here.</summary>
public sealed class Response : TenantOwned
{
    private Response()
    {
    }

    public Id<Sitting> SittingId { get; private set; }

    public Id<Item> ItemId { get; private set; }

    /// <summary>The client's counter; a later save has a higher one.</summary>
    public long Revision { get; private set; }

    public Answer Answer { get; private set; } = null!;

    /// <summary>SHA-256 of the answer as received, in hexadecimal.</summary>
    public string Checksum { get; private set; } = null!;

    public DateTimeOffset SavedAt { get; private set; }
}
