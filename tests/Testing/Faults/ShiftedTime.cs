namespace Cesuur.Testing.Faults;

/// <summary>A machine's clock that is wrong by so much.</summary>
public sealed class ShiftedTime(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
}
