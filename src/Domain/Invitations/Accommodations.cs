namespace Cesuur.Domain.Invitations;

/// <summary>What a candidate is given beyond the others, because of a disability for instance.</summary>
public sealed record Accommodations
{
    /// <summary>More of all times, in percent.</summary>
    public int ExtraTimePercent { get; init; }

    /// <summary>More time for the test as a whole, after the percentage; the limits of sections and items grow in proportion.</summary>
    public int ExtraTimeMinutes { get; init; }

    /// <summary>How often each fragment may be played beyond its limit.</summary>
    public int ExtraPlays { get; init; }

    /// <summary>How often the candidate may stop the clock.</summary>
    public int Breaks { get; init; }

    /// <summary>How long each break lasts at most.</summary>
    public int BreakMinutes { get; init; }

    /// <summary>The candidate works on paper; staff key in the answers afterwards (R art. 4).</summary>
    public bool Paper { get; init; }

    /// <summary>What a time limit is multiplied by, for a test of this duration.</summary>
    public decimal TimeFactor(TimeSpan duration) =>
        duration <= TimeSpan.Zero ? 1 : 1 + (ExtraTimePercent / 100m) + (decimal)(TimeSpan.FromMinutes(ExtraTimeMinutes) / duration);
}
