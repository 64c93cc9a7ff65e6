namespace Cesuur.Domain.Catalogue;

/// <summary>One of the interactions of a composite item. Its place in the item's body is the element with this <c>data-part</c>.</summary>
public sealed record Part : Interaction
{
    /// <summary>In QTI the response identifier.</summary>
    public required string Identifier { get; init; }
}
