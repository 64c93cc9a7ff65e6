namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>What kind of values a variable of QTI holds.</summary>
public enum BaseType
{
    Boolean,
    DirectedPair,
    Duration,
    File,
    Float,
    Identifier,
    Integer,
    IntOrIdentifier,
    Pair,
    Point,
    String,
    Uri,
}
