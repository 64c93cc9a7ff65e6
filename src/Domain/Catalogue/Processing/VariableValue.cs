using System.Globalization;

namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>
/// The value of a variable. NULL of the specification is no value at all (<c>null</c>), and so are the empty text and
/// the empty container.
/// </summary>
public sealed class VariableValue
{
    /// <summary>How many values a container holds at most, so that no processing can fill the memory.</summary>
    public const int MaxItems = 1_000;

    /// <summary>How long a text is at most: as long as any answer.</summary>
    public const int MaxLength = 20_000;

    private VariableValue(BaseType baseType, Cardinality cardinality, IReadOnlyList<object> items) =>
        (BaseType, Cardinality, Items) = (baseType, cardinality, items);

    public BaseType BaseType { get; }

    public Cardinality Cardinality { get; }

    /// <summary>Each a <see cref="bool"/>, an <see cref="int"/>, a <see cref="double"/>, or a text.</summary>
    public IReadOnlyList<object> Items { get; }

    /// <summary>The value of a variable that holds just one.</summary>
    public object Only => Items[0];

    internal bool IsNumber => BaseType is BaseType.Integer or BaseType.Float;

    internal static VariableValue Boolean(bool value) => new(BaseType.Boolean, Cardinality.Single, [value]);

    internal static VariableValue Text(string value) => new(BaseType.String, Cardinality.Single, [value]);

    /// <summary>Neither infinity nor what is not a number is a value here: the operators that could make one give NULL.</summary>
    internal static VariableValue? Float(double value) => double.IsFinite(value) ? new(BaseType.Float, Cardinality.Single, [value]) : null;

    /// <summary>QTI's integers have 32 bits; what does not fit is NULL.</summary>
    internal static VariableValue? Integer(double value) =>
        Math.Truncate(value) == value && value is >= int.MinValue and <= int.MaxValue ? new(BaseType.Integer, Cardinality.Single, [(int)value]) : null;

    internal static VariableValue? Of(BaseType baseType, Cardinality cardinality, IReadOnlyList<object> items) =>
        items.Count is 0 or > MaxItems || (cardinality == Cardinality.Single && items.Count > 1) ? null : new(baseType, cardinality, items);

    /// <summary>A value from texts, as responses and declarations have them; a text that is none of the base type counts as absent.</summary>
    internal static VariableValue? Parse(BaseType baseType, Cardinality cardinality, IReadOnlyList<string> texts) =>
        Of(baseType, cardinality, [.. texts.Select(text => Read(baseType, text)).OfType<object>()]);

    /// <summary>One value in the form that makes equal values equal, or null for what is none.</summary>
    internal static object? Read(BaseType baseType, string text) => baseType switch
    {
        BaseType.Boolean => text.Trim() switch { "true" or "1" => true, "false" or "0" => false, _ => null },
        BaseType.Integer => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole) ? whole : null,
        BaseType.Float or BaseType.Duration =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null,
        BaseType.DirectedPair => Words(text) is [var source, var target] ? $"{source} {target}" : null,
        BaseType.Pair => Words(text) is [var one, var other] ? string.CompareOrdinal(one, other) <= 0 ? $"{one} {other}" : $"{other} {one}" : null,
        BaseType.String => text.Length is > 0 and <= MaxLength ? text : null,
        BaseType.Point => null,
        // Not checked to be a name: items are about that write their pairs as identifiers, and comparing is the same.
        _ => string.Join(' ', Words(text)) is { Length: > 0 and <= MaxLength } word ? word : null,
    };

    internal VariableValue? As(BaseType baseType) => (BaseType, baseType) switch
    {
        _ when BaseType == baseType => this,
        (BaseType.Integer, BaseType.Float) => new(baseType, Cardinality, [.. Items.Select(item => (object)(double)(int)item)]),
        (BaseType.Float, BaseType.Integer) when Cardinality == Cardinality.Single => Integer((double)Only),
        _ => null,
    };

    /// <summary>Whether both hold the same; whole numbers and others are compared as numbers.</summary>
    internal bool IsSameAs(VariableValue other)
    {
        if (Cardinality != other.Cardinality || Items.Count != other.Items.Count)
        {
            return false;
        }

        return Cardinality == Cardinality.Multiple
            ? Contains(other)
            : Items.Zip(other.Items).All(pair => AreSame(pair.First, pair.Second));
    }

    /// <summary>Of containers without order each value counts as often as it occurs; of ordered ones the other is a stretch of this.</summary>
    internal bool Contains(VariableValue other)
    {
        if (Cardinality == Cardinality.Ordered)
        {
            return Enumerable.Range(0, Math.Max(0, Items.Count - other.Items.Count + 1))
                .Any(start => Items.Skip(start).Zip(other.Items).All(pair => AreSame(pair.First, pair.Second)));
        }

        var left = Items.ToList();
        return other.Items.All(item => left.FindIndex(own => AreSame(own, item)) is >= 0 and var found && RemoveAt(left, found));
    }

    internal bool Has(object item) => Items.Any(own => AreSame(own, item));

    internal static bool AreSame(object one, object other) =>
        one is int or double && other is int or double ? Number(one) == Number(other) : one.Equals(other);

    internal static double Number(object item) => item is int whole ? whole : (double)item;

    private static bool RemoveAt(List<object> items, int index)
    {
        items.RemoveAt(index);
        return true;
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
