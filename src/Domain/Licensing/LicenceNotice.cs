namespace Cesuur.Domain.Licensing;

/// <summary>What is told of a licence while its year passes, in the order of time; each at most once (ours).</summary>
public enum LicenceNotice
{
    /// <summary>The year has begun.</summary>
    Activated,

    /// <summary>Sixty days are left.</summary>
    SixtyDays,

    /// <summary>Thirty days are left.</summary>
    ThirtyDays,

    /// <summary>Seven days are left.</summary>
    SevenDays,

    /// <summary>The year is over.</summary>
    Expired,
}
