namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>
/// The responses that a processing can tell apart: of each variable no value, the values that the processing or its
/// declarations name, and one that nothing names.
/// </summary>
internal sealed class ResponseSpace
{
    private const string Unnamed = "unnamed-by-any-rule";

    private readonly List<(ResponseDeclaration Declared, string[] Values, int Most)> variables;

    public ResponseSpace(ResponseProcessing processing, IReadOnlyDictionary<string, int> mostValues)
    {
        var nodes = processing.AllNodes().ToList();
        variables =
        [
            .. processing.Responses.Where(declared => nodes.Any(node => node.Identifier == declared.Identifier)).Select(declared =>
            {
                var named = nodes.Where(node => node.Name == "base-value" && ExpressionEvaluator.BaseTypeOf(node) == declared.BaseType).Select(node => node.Text ?? "")
                    .Concat(declared.Correct ?? []).Concat(declared.Mapping?.Entries.Select(entry => entry.Key) ?? []);
                var values = named.Append(Other(declared.BaseType)).Where(value => value.Length > 0).Distinct().ToArray();
                var most = declared.Cardinality == Cardinality.Single ? 1 : values.Length;
                return (declared, values, mostValues.TryGetValue(declared.Identifier, out var limit) ? Math.Min(limit, most) : most);
            }),
        ];
    }

    /// <summary>Whether <see cref="Responses"/> gives all that can be told apart.</summary>
    public bool IsExhaustive(int limit) => Size() <= limit && variables.All(variable =>
        variable.Declared is { BaseType: BaseType.Identifier or BaseType.DirectedPair or BaseType.Pair or BaseType.Boolean, Cardinality: not Cardinality.Ordered });

    /// <summary>
    /// All combinations where they are no more than the limit, the right answer in its own order too; else as many,
    /// drawn with a fixed seed. The empty one is first.
    /// </summary>
    public IEnumerable<IReadOnlyDictionary<string, IReadOnlyList<string>>> Responses(int limit)
    {
        if (Size() <= limit)
        {
            return Combinations(0).Append(Correct());
        }

        // Which ones are drawn is no secret, and has to be the same each time.
#pragma warning disable CA5394
        var random = new Random(1);
        return Enumerable.Range(0, limit).Select(turn => (IReadOnlyDictionary<string, IReadOnlyList<string>>)variables.ToDictionary(
            variable => variable.Declared.Identifier,
            variable => turn switch
            {
                0 => (IReadOnlyList<string>)[],
                1 when variable.Declared.Correct is { } correct => correct,
                _ => [.. random.GetItems(variable.Values, random.Next(variable.Most + 1)).Distinct()],
            }));
#pragma warning restore CA5394
    }

    private Dictionary<string, IReadOnlyList<string>> Correct() =>
        variables.ToDictionary(variable => variable.Declared.Identifier, variable => variable.Declared.Correct is { } correct && correct.Count <= variable.Most ? correct : []);

    private static string Other(BaseType? baseType) => baseType switch
    {
        BaseType.Boolean => "false",
        BaseType.Integer or BaseType.Float or BaseType.Duration => "987654",
        BaseType.Pair or BaseType.DirectedPair => $"{Unnamed} {Unnamed}",
        _ => Unnamed,
    };

    private double Size() => variables.Aggregate(1.0, (size, variable) =>
        size * (variable.Declared.Cardinality == Cardinality.Single ? variable.Values.Length + 1 : Math.Pow(2, variable.Values.Length)));

    private IEnumerable<IReadOnlyDictionary<string, IReadOnlyList<string>>> Combinations(int index)
    {
        if (index == variables.Count)
        {
            return [new Dictionary<string, IReadOnlyList<string>>()];
        }

        var (declared, values, most) = variables[index];
        var rest = Combinations(index + 1).ToList();
        return Choices(values, most).SelectMany(choice => rest.Select(other => (IReadOnlyDictionary<string, IReadOnlyList<string>>)
            new Dictionary<string, IReadOnlyList<string>>(other) { [declared.Identifier] = choice }));
    }

    // The sets of at most so many values, in the order in which they are named; the empty one first.
    private static IEnumerable<string[]> Choices(string[] values, int most) => most == 1
        ? values.Select(value => new[] { value }).Prepend([])
        : Enumerable.Range(0, 1 << values.Length)
            .Select(mask => values.Where((_, index) => (mask & (1 << index)) != 0).ToArray())
            .Where(choice => choice.Length <= most);
}
