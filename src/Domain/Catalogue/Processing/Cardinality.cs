namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>How many values a variable of QTI holds, and whether their order counts.</summary>
public enum Cardinality
{
    Single,
    Multiple,
    Ordered,
    Record,
}
