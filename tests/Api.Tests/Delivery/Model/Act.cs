namespace Cesuur.Api.Tests.Delivery.Model;

/// <summary>An answer that a device sends; of a choice <c>b</c> is right.</summary>
internal sealed record Saved(string Item, long Revision, string Answer);

/// <summary>Something that somebody does, or that time does. Told in full, so that it can be done again without those before it.</summary>
internal abstract record Act
{
    /// <summary>By a device with the token that it got when the code was typed on it.</summary>
    internal abstract record OfDevice(int Device) : Act;

    internal sealed record CheckIn(int Device) : Act;

    internal sealed record WrongCode : Act;

    internal sealed record Start(int Device) : OfDevice(Device);

    internal sealed record Look(int Device) : OfDevice(Device);

    internal sealed record Save(int Device, Saved Answer) : OfDevice(Device);

    internal sealed record SaveSeveral(int Device, IReadOnlyList<Saved> Answers) : OfDevice(Device)
    {
        public override string ToString() => $"SaveSeveral {{ Device = {Device}, {string.Join(", ", Answers)} }}";
    }

    internal sealed record Advance(int Device, int FromStep) : OfDevice(Device);

    internal sealed record TakeBreak(int Device) : OfDevice(Device);

    internal sealed record EndBreak(int Device) : OfDevice(Device);

    internal sealed record Finish(int Device) : OfDevice(Device);

    internal sealed record RequestPlay(int Device, string Fragment) : OfDevice(Device);

    /// <summary>At the address of the last grant, for which no token is needed.</summary>
    internal sealed record FetchPlay(string Fragment) : Act;

    internal sealed record CheckIdentity : Act;

    internal sealed record AddTime(int Minutes) : Act;

    internal sealed record Pause : Act;

    internal sealed record Resume : Act;

    internal sealed record Tell(string Text) : Act;

    internal sealed record Terminate(bool Scored) : Act;

    internal sealed record Reopen(int? Minutes) : Act;

    internal sealed record ReleaseDevice : Act;

    internal sealed record GrantReplay(string Fragment) : Act;

    internal sealed record LetPass(int Minutes) : Act;
}
