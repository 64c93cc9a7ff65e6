namespace Cesuur.Domain.Delivery;

/// <summary>A line of a sitting's log.</summary>
public sealed class SittingEvent : TenantOwned, IIdentified
{
    private SittingEvent()
    {
    }

    public static string IdPrefix => "sev";

    public Id<SittingEvent> Id { get; private set; }

    public Id<Sitting> SittingId { get; private set; }

    /// <summary><c>checked_in</c>, <c>device_changed</c>, <c>started</c>, <c>step_advanced</c>, <c>submitted</c>, <c>timed_out</c>, …</summary>
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
