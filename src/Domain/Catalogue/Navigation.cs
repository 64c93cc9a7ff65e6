namespace Cesuur.Domain.Catalogue;

/// <summary>How a candidate moves through the items of a section.</summary>
public enum Navigation
{
    /// <summary>In any order, back as well as forward.</summary>
    Free,

    /// <summary>One by one, never back, as at listening (N annex 4).</summary>
    ForwardOnly,
}
