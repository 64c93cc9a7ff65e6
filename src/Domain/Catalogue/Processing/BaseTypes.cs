namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>The names of the base types and cardinalities, as QTI writes them.</summary>
public static class BaseTypes
{
    private static readonly Dictionary<string, BaseType> ByName = Enum.GetValues<BaseType>().ToDictionary(NameOf);

    public static string NameOf(BaseType baseType) => Lowered(baseType.ToString());

    public static string NameOf(Cardinality cardinality) => Lowered(cardinality.ToString());

    public static BaseType? Parse(string? name) => name is not null && ByName.TryGetValue(name, out var baseType) ? baseType : null;

    public static Cardinality? ParseCardinality(string? name) => name switch
    {
        "single" => Cardinality.Single,
        "multiple" => Cardinality.Multiple,
        "ordered" => Cardinality.Ordered,
        "record" => Cardinality.Record,
        _ => null,
    };

    private static string Lowered(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
