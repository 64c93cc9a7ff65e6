namespace Cesuur.Api.Http;

/// <summary>The time as the caller's organisation has it: the real one, except in a sandbox that moved its clock.</summary>
internal sealed class Clock(TimeProvider time, Caller caller)
{
    public DateTimeOffset Now => Real + caller.ClockOffset;

    public DateTimeOffset Real => time.GetUtcNow();
}
