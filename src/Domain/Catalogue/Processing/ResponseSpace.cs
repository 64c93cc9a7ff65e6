namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>
/// The responses that can be given to an item: no value, and what its interactions take of their choices and pairs;
/// of texts only those that the processing or its declarations name, and one that nothing names.
/// </summary>
internal sealed class ResponseSpace
{
    private const string Unnamed = "unnamed-by-any-rule";

    /// <summary>How many values are drawn at most for one response.</summary>
    private const int MaxDrawn = 16;

    private readonly int limit;
    private readonly List<Variable> variables = [];

    public ResponseSpace(ResponseProcessing processing, IReadOnlyDictionary<string, Interaction> interactions, int limit)
    {
        this.limit = limit;
        var nodes = processing.AllNodes().ToList();
        var used = nodes.Select(node => node.Identifier).ToHashSet(StringComparer.Ordinal);
        var texts = nodes.Where(node => node.Name == "base-value").ToLookup(ExpressionEvaluator.BaseTypeOf, node => node.Text ?? "");
        foreach (var declared in processing.Responses.Where(declared => used.Contains(declared.Identifier)))
        {
            if (interactions.TryGetValue(declared.Identifier, out var interaction))
            {
                string[] named =
                [
                    .. texts[declared.BaseType].Concat(declared.Correct ?? []).Concat(declared.Mapping?.Entries.Select(entry => entry.Key) ?? [])
                        .Append(Other(declared.BaseType)).Where(value => value.Length > 0).Select(value => Canonical(declared, value)).Distinct(),
                ];
                variables.Add(Offered(interaction) is { } offered
                    ? new(declared, interaction, [.. named.Intersect(offered)], offered, IsWhole: declared.Cardinality != Cardinality.Ordered)
                    : new(declared, interaction, named, named, IsWhole: false));
            }
        }

        IsExhaustive = Size() <= limit && variables.TrueForAll(variable => variable.IsWhole);
    }

    /// <summary>Whether <see cref="Responses"/> are all that there are.</summary>
    public bool IsExhaustive { get; }

    /// <summary>All combinations where they are no more than the limit; else as many, drawn with a fixed seed, the empty one first.</summary>
    public IEnumerable<IReadOnlyDictionary<string, IReadOnlyList<string>>> Responses => Size() <= limit ? Combinations(0).Append(Correct()) : Drawn();

    // The right answer in its own order too.
    private Dictionary<string, IReadOnlyList<string>> Correct() =>
        variables.ToDictionary(variable => variable.Declared.Identifier, variable => variable.Taken([.. (variable.Declared.Correct ?? []).Select(value => Canonical(variable.Declared, value))]));

    // Null for what is typed, and for pairs of more choices than can be looked at.
    private static string[]? Offered(Interaction interaction) => interaction.Type switch
    {
        ItemType.SingleChoice or ItemType.InlineChoice or ItemType.MultipleChoice or ItemType.HotText or ItemType.Order =>
            [.. interaction.Choices.Select(choice => choice.Id).Distinct()],
        ItemType.Match or ItemType.GapMatch when (long)interaction.Choices.Count * interaction.Targets.Count <= BestPairs.MaxPairs =>
            [.. interaction.Choices.SelectMany(_ => interaction.Targets, (choice, target) => $"{choice.Id} {target.Id}").Distinct()],
        _ => null,
    };

    private static string Canonical(ResponseDeclaration declared, string value) =>
        declared.BaseType is { } baseType && VariableValue.Read(baseType, value) is string canonical ? canonical : value;

    private static string Other(BaseType? baseType) => baseType switch
    {
        BaseType.Boolean => "false",
        BaseType.Integer or BaseType.Float or BaseType.Duration => "987654",
        BaseType.Pair or BaseType.DirectedPair => $"{Unnamed} {Unnamed}",
        _ => Unnamed,
    };

    private double Size() => variables.Aggregate(1.0, (size, variable) =>
        size * (variable.Takes == 1 ? variable.Values.Length + 1 : Math.Pow(2, variable.Values.Length)));

    private IEnumerable<IReadOnlyDictionary<string, IReadOnlyList<string>>> Combinations(int index)
    {
        if (index == variables.Count)
        {
            return [new Dictionary<string, IReadOnlyList<string>>()];
        }

        var variable = variables[index];
        var rest = Combinations(index + 1).ToList();
        return variable.Choices().SelectMany(choice => rest.Select(other => (IReadOnlyDictionary<string, IReadOnlyList<string>>)
            new Dictionary<string, IReadOnlyList<string>>(other) { [variable.Declared.Identifier] = choice }));
    }

    // Which ones are drawn is no secret, and has to be the same each time.
#pragma warning disable CA5394
    private IEnumerable<IReadOnlyDictionary<string, IReadOnlyList<string>>> Drawn()
    {
        var random = new Random(1);
        return Enumerable.Range(0, limit).Select(turn => (IReadOnlyDictionary<string, IReadOnlyList<string>>)variables.ToDictionary(
            variable => variable.Declared.Identifier,
            variable => turn switch
            {
                0 => (IReadOnlyList<string>)[],
                1 when variable.Declared.Correct is { } correct => variable.Taken([.. correct.Select(value => Canonical(variable.Declared, value))]),
                // What is named earns more often than what is not.
                _ when (turn % 2 == 0 ? variable.Named : variable.Values) is { Length: > 0 } values =>
                    variable.Taken([.. random.GetItems(values, random.Next(Math.Min(variable.Takes, MaxDrawn) + 1)).Distinct()]),
                _ => [],
            }));
    }
#pragma warning restore CA5394

    private sealed record Variable(ResponseDeclaration Declared, Interaction Interaction, string[] Named, string[] Values, bool IsWhole)
    {
        /// <summary>How many values it has at most.</summary>
        public int Takes { get; } = Declared.Cardinality == Cardinality.Single ? 1
            : Interaction.MaxChoices is > 0 and var most ? Math.Min(most, Values.Length)
            : Values.Length;

        // The sets that the interaction takes, in the order in which they are named; the empty one first.
        public IEnumerable<string[]> Choices() => (Takes == 1
            ? Values.Select(value => new[] { value }).Prepend([])
            : Enumerable.Range(0, 1 << Values.Length).Select(mask => Values.Where((_, index) => (mask & (1 << index)) != 0).ToArray()))
            .Where(CanBeGiven);

        /// <summary>Of these values those that can be given together, the first ones first.</summary>
        public IReadOnlyList<string> Taken(IReadOnlyList<string> values) =>
            CanBeGiven(values) ? values : values.Aggregate(new List<string>(), (taken, value) => CanBeGiven([.. taken, value]) ? [.. taken, value] : taken);

        // What is typed, or beyond what could be looked at, is only counted.
        private bool CanBeGiven(IReadOnlyList<string> values) => values.Count == 0
            || (values.Count <= Math.Max(Takes, 1) && (ReferenceEquals(Named, Values) || AnswerCheck.Takes(Interaction, values)));
    }
}
