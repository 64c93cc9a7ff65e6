namespace Cesuur.Domain.Delivery;

/// <summary>When the device that holds a sitting was last heard of. It is written by SQL for many at once, and lost when the database crashes.</summary>
public sealed class DevicePresence : TenantOwned
{
    private DevicePresence()
    {
    }

    public Id<Sitting> SittingId { get; private set; }

    /// <summary>By a request or by its open stream.</summary>
    public DateTimeOffset SeenAt { get; private set; }

    /// <summary>When its stream was last seen open; absent: it never had one.</summary>
    public DateTimeOffset? StreamedAt { get; private set; }
}
