namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>What the values of a response are worth.</summary>
public sealed record ResponseMapping
{
    public decimal? LowerBound { get; init; }

    public decimal? UpperBound { get; init; }

    public decimal DefaultValue { get; init; }

    public required IReadOnlyList<MapEntry> Entries { get; init; }

    /// <summary>The first entry for a value decides; the specification has no two for one.</summary>
    internal decimal ValueOf(string value, BaseType baseType) => Entries.FirstOrDefault(entry => Matches(entry, value, baseType))?.Value ?? DefaultValue;

    internal decimal Bounded(decimal sum) => LowerBound > sum ? LowerBound.Value : UpperBound < sum ? UpperBound.Value : sum;

    // Case is a matter of texts only: identifiers and pairs are what they are.
    private static bool Matches(MapEntry entry, string value, BaseType baseType) => baseType == BaseType.String
        ? string.Equals(entry.Key, value, entry.CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase)
        : VariableValue.Read(baseType, entry.Key)?.Equals(VariableValue.Read(baseType, value)) is true;
}

/// <summary>What one value is worth. <paramref name="CaseSensitive"/>: whether case counts in comparing texts.</summary>
public sealed record MapEntry(string Key, decimal Value, bool CaseSensitive = true);
