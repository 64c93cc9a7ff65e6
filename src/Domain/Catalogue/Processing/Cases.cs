namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>
/// A function of one response, by cases: the values that something is known of, any other value, and NULL. A
/// response of several values counts as a whole, in the form of <see cref="Whole"/>.
/// </summary>
internal sealed class Cases<T>
{
    /// <summary>In the order in which the processing names them, each once by <paramref name="comparer"/>.</summary>
    public Cases(T none, T other, IEqualityComparer<string>? comparer = null, IEnumerable<KeyValuePair<string, T>>? values = null)
    {
        (None, Other, Comparer) = (none, other, comparer ?? StringComparer.Ordinal);
        var named = new OrderedDictionary<string, T>(Comparer);
        foreach (var (value, result) in values ?? [])
        {
            named.TryAdd(value, result);
        }

        Values = named;
    }

    public T None { get; }

    public T Other { get; }

    public IEqualityComparer<string> Comparer { get; }

    public IReadOnlyDictionary<string, T> Values { get; }

    public T this[string value] => Values.TryGetValue(value, out var result) ? result : Other;

    /// <summary>One text for the values of a container: in order, or in one order where theirs does not count.</summary>
    public static string Whole(IEnumerable<string> values, Cardinality cardinality) =>
        string.Join('\n', cardinality == Cardinality.Ordered ? values : values.Order(StringComparer.Ordinal));

    public Cases<TResult> Select<TResult>(Func<T, TResult> function) =>
        new(function(None), function(Other), Comparer, Values.Select(value => KeyValuePair.Create(value.Key, function(value.Value))));

    /// <summary>The two joined case by case, or null where they compare texts in different ways.</summary>
    public Cases<TResult>? With<TOther, TResult>(Cases<TOther> other, Func<T, TOther, TResult> function)
    {
        if (Values.Count > 0 && other.Values.Count > 0 && !Comparer.Equals(other.Comparer))
        {
            return null;
        }

        return new(
            function(None, other.None),
            function(Other, other.Other),
            Values.Count > 0 ? Comparer : other.Comparer,
            Values.Keys.Concat(other.Values.Keys).Select(value => KeyValuePair.Create(value, function(this[value], other[value]))));
    }
}
