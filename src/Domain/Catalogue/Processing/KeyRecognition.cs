using System.Globalization;

namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>
/// Finds the scoring keys that say the same as a response processing: the templates, and the forms that authoring
/// tools write, as long as the score is a sum of what each response brings. It follows the rules symbolically, for all
/// responses at once; what it cannot follow, it does not recognise, and the processing is then evaluated as it is.
/// </summary>
public static class KeyRecognition
{
    /// <param name="processing">One without findings.</param>
    /// <param name="types">The type of the interaction of each response that has one.</param>
    /// <returns>
    /// The keys by response, whose points add up to SCORE for every response there can be, to the twelve decimals
    /// that are kept of a float; a response that brings nothing has none. Null where there are no such keys.
    /// </returns>
    public static IReadOnlyDictionary<string, ScoringKey>? Of(ResponseProcessing processing, IReadOnlyDictionary<string, ItemType> types)
    {
        var reading = new Reading(processing);
        if (reading.Run() is not { } score || score.Constant + score.Shares.Values.Sum(share => share.Cases.None) != 0)
        {
            return null;
        }

        var keys = new Dictionary<string, ScoringKey>();
        foreach (var (identifier, share) in score.Shares)
        {
            var declared = processing.Response(identifier)!;
            if (!types.TryGetValue(identifier, out var type) || KeyOf(declared, type, share, out var key) is false)
            {
                return null;
            }

            if (key is not null)
            {
                keys[identifier] = declared.Text is { } text && type == ItemType.TextEntry ? key with { Text = text } : key;
            }
        }

        return keys.Count > 0 ? keys : null;
    }

    private static bool KeyOf(ResponseDeclaration declared, ItemType type, Share share, out ScoringKey? key)
    {
        key = null;
        if ((type == ItemType.TextEntry) != (declared.BaseType == BaseType.String))
        {
            return false;
        }

        if (share.Mapping is { } mapping)
        {
            key = MappingKey(declared, mapping);
            return share.Cases.None == 0 && (declared.Cardinality == Cardinality.Single ? IsOneOf(type) : declared.Cardinality == Cardinality.Multiple && IsSet(type));
        }

        // Over all responses NULL brings nothing, so what a value brings is what it brings more than NULL.
        var none = share.Cases.None;
        var cases = share.Cases.Select(points => points - none);
        var earning = cases.Values.Where(value => value.Value != 0).ToList();
        if (cases.Other == 0 && earning.Count == 0)
        {
            return true;
        }

        return declared.Cardinality == Cardinality.Single
            ? SingleKey(declared, type, cases, earning, out key)
            : WholeKey(declared, type, cases, earning, out key);
    }

    private static bool SingleKey(ResponseDeclaration declared, ItemType type, Cases<decimal> cases, List<KeyValuePair<string, decimal>> earning, out ScoringKey? key)
    {
        key = null;
        if (!IsOneOf(type) && !IsSet(type))
        {
            return false;
        }

        if (Reading.Mapped(declared)?.Shares[declared.Identifier].Cases is { } mapped
            && mapped.Comparer.Equals(cases.Comparer) && mapped.Other == cases.Other && mapped.Values.SequenceEqual(cases.Values))
        {
            key = MappingKey(declared, declared.Mapping!);
            return true;
        }

        var points = earning.Select(value => value.Value).Distinct().ToList();
        var isMapped = ReferenceEquals(cases.Comparer, StringComparer.OrdinalIgnoreCase);
        if (cases.Other == 0 && points is [> 0] && !isMapped && (IsOneOf(type) || earning.Count == 1))
        {
            var isFolded = ReferenceEquals(cases.Comparer, FoldedComparer.Instance);
            key = new ScoringKey
            {
                Correct = [.. earning.Select(value => value.Key)],
                Points = points[0],
                Text = isFolded ? new TextMatching { IgnoreCase = true } : null,
            };
            return true;
        }

        if (ReferenceEquals(cases.Comparer, FoldedComparer.Instance))
        {
            return false;
        }

        key = new ScoringKey
        {
            Correct = declared.Correct ?? [],
            Mapping = [.. cases.Values.Where(value => value.Value != cases.Other).Select(value => new MappedValue(value.Key, value.Value, !isMapped))],
            MappingDefault = cases.Other,
        };
        return true;
    }

    // Right is all of one container, or nothing.
    private static bool WholeKey(ResponseDeclaration declared, ItemType type, Cases<decimal> cases, List<KeyValuePair<string, decimal>> earning, out ScoringKey? key)
    {
        key = null;
        if (cases.Other != 0 || earning is not [{ Value: > 0 } right] || !(declared.Cardinality == Cardinality.Ordered ? type == ItemType.Order : IsSet(type)))
        {
            return false;
        }

        // The declared response, in its own order, where it is that one.
        var values = right.Key.Split('\n');
        var correct = declared.Correct?.Select(value => Canonical(declared, value)).ToArray();
        key = new ScoringKey
        {
            Correct = correct is not null && Cases<decimal>.Whole(correct, declared.Cardinality) == right.Key ? correct : values,
            Points = right.Value,
        };
        return values.Distinct(StringComparer.Ordinal).Count() == values.Length;
    }

    private static ScoringKey MappingKey(ResponseDeclaration declared, ResponseMapping mapping) => new()
    {
        Correct = [.. (declared.Correct ?? []).Select(value => Canonical(declared, value))],
        Mapping = [.. mapping.Entries.Where(entry => entry.Key.Length > 0).Select(entry => new MappedValue(Canonical(declared, entry.Key), entry.Value, entry.CaseSensitive))],
        MappingDefault = mapping.DefaultValue,
        MinPoints = mapping.LowerBound,
        MaxPoints = mapping.UpperBound,
    };

    private static bool IsOneOf(ItemType type) => type is ItemType.SingleChoice or ItemType.InlineChoice or ItemType.TextEntry;

    private static bool IsSet(ItemType type) => type is ItemType.MultipleChoice or ItemType.HotText or ItemType.Match or ItemType.GapMatch;

    private static string Canonical(ResponseDeclaration declared, string value) => (string)VariableValue.Read(declared.BaseType!.Value, value)!;

    /// <summary>The rules, followed from top to bottom with symbolic scores for the numeric outcomes.</summary>
    private sealed class Reading(ResponseProcessing processing)
    {
        // Null is what is not known.
        private Dictionary<string, SymbolicScore?> numbers = [];

        public SymbolicScore? Run()
        {
            foreach (var outcome in processing.Outcomes.Where(declared => IsNumeric(declared)))
            {
                numbers[outcome.Identifier] = outcome.Default is null ? SymbolicScore.Of(0m) : outcome.Default is [var only] ? Number(only) : null;
            }

            // What ends early, or begins with an answer, is left to the evaluator.
            if (processing.AllNodes().Any(node => node.Name == "exit-response") || processing.Responses.Any(declared => declared.Default is not null))
            {
                return null;
            }

            foreach (var rule in processing.Rules)
            {
                Run(rule);
            }

            return numbers.GetValueOrDefault(ResponseProcessing.Score);
        }

        private static bool IsNumeric(OutcomeDeclaration declared) =>
            declared is { Cardinality: Cardinality.Single, BaseType: BaseType.Integer or BaseType.Float };

        private void Run(ProcessingNode rule)
        {
            switch (rule.Name)
            {
                case "response-condition":
                    Run(rule.Children, 0);
                    break;
                case "response-processing-fragment":
                    foreach (var child in rule.Children)
                    {
                        Run(child);
                    }

                    break;
                case "set-outcome-value" when numbers.ContainsKey(rule.Identifier):
                    var value = Score(rule.Children[0]);
                    numbers[rule.Identifier] = processing.Outcome(rule.Identifier)!.BaseType == BaseType.Float || IsWhole(value) ? value : null;
                    break;
                case "lookup-outcome-value" when numbers.ContainsKey(rule.Identifier):
                    numbers[rule.Identifier] = null;
                    break;
            }
        }

        // The branches from this one on: what it sets where its condition is true, and what the rest sets where not.
        private void Run(IReadOnlyList<ProcessingNode> branches, int index)
        {
            if (index == branches.Count)
            {
                return;
            }

            var branch = branches[index];
            if (branch.Name == "response-else")
            {
                RunAll(branch.Children);
                return;
            }

            var condition = Condition(branch.Children[0]);
            var before = numbers;
            numbers = new(before);
            RunAll(branch.Children.Skip(1));
            var then = numbers;
            numbers = new(before);
            Run(branches, index + 1);
            var otherwise = numbers;
            numbers = before.Keys.ToDictionary(outcome => outcome, outcome => (then[outcome], otherwise[outcome]) switch
            {
                var (one, other) when ReferenceEquals(one, other) => one,
                ({ } one, { } other) when condition is not null => SymbolicScore.Either(condition, one, other),
                _ => null,
            });
        }

        private void RunAll(IEnumerable<ProcessingNode> rules)
        {
            foreach (var rule in rules)
            {
                Run(rule);
            }
        }

        private SymbolicScore? Score(ProcessingNode node)
        {
            switch (node.Name)
            {
                case "base-value" when node["base-type"] is "float" or "integer":
                    return Number(node.Text ?? "");
                case "variable":
                    return numbers.GetValueOrDefault(node.Identifier);
                case "integer-to-float" when node.Children is [var operand]:
                    return Score(operand);
                case "sum":
                    return node.Children.Select(Score).Aggregate(
                        (SymbolicScore?)SymbolicScore.Of(0m), (sum, score) => sum is null || score is null ? null : SymbolicScore.Sum(sum, score));
                case "map-response":
                    return Mapped(processing.Response(node.Identifier)!);
                default:
                    return null;
            }
        }

        internal static SymbolicScore? Mapped(ResponseDeclaration declared)
        {
            if (declared.Mapping is not { } mapping || !IsText(declared))
            {
                return null;
            }

            var baseType = declared.BaseType!.Value;
            var none = mapping.Bounded(mapping.ValueOf("", baseType));
            var entries = mapping.Entries.Where(entry => entry.Key.Length > 0).ToList();
            var isOfOneCase = baseType != BaseType.String || entries.Select(entry => entry.CaseSensitive).Distinct().Count() <= 1;
            if (declared.Cardinality != Cardinality.Single || !isOfOneCase)
            {
                return SymbolicScore.Of(declared.Identifier, new Share(new Cases<decimal>(none, 0), mapping));
            }

            return SymbolicScore.Of(declared.Identifier, new Share(new Cases<decimal>(
                none,
                mapping.Bounded(mapping.DefaultValue),
                baseType == BaseType.String && entries is [{ CaseSensitive: false }, ..] ? StringComparer.OrdinalIgnoreCase : null,
                entries.Select(entry => KeyValuePair.Create(Canonical(declared, entry.Key), mapping.Bounded(entry.Value))))));
        }

        private SymbolicCondition? Condition(ProcessingNode node) => (node.Name, node.Children) switch
        {
            ("base-value", _) when node["base-type"] == "boolean" => new(null, Constant(VariableValue.Read(BaseType.Boolean, node.Text ?? "") as bool?)),
            ("not", [var operand]) => Condition(operand) is { } condition ? condition with { Truth = condition.Truth.Select(value => !value) } : null,
            ("and", _) => Joined(node, (one, other) => one is false || other is false ? false : one is null || other is null ? null : true),
            ("or", _) => Joined(node, (one, other) => one is true || other is true ? true : one is null || other is null ? null : false),
            ("is-null", [{ Name: "variable" } variable]) when processing.Response(variable.Identifier) is { } declared =>
                new(declared.Identifier, new Cases<bool?>(true, false)),
            ("match", [var one, var other]) => Matched(one, other, null) ?? Matched(other, one, null) ?? Compared(one, other, (x, y) => x == y),
            ("string-match", [var one, var other]) => Matched(one, other, node["case-sensitive"] == "false" ? FoldedComparer.Instance : null)
                ?? Matched(other, one, node["case-sensitive"] == "false" ? FoldedComparer.Instance : null),
            ("member", [{ Name: "variable" } variable, var container]) => Member(variable, container),
            ("equal", [var one, var other]) when node["tolerance-mode"] is null or "exact" => Compared(one, other, (x, y) => x == y),
            ("gt", [var one, var other]) => Compared(one, other, (x, y) => x > y),
            ("gte", [var one, var other]) => Compared(one, other, (x, y) => x >= y),
            ("lt", [var one, var other]) => Compared(one, other, (x, y) => x < y),
            ("lte", [var one, var other]) => Compared(one, other, (x, y) => x <= y),
            _ => null,
        };

        private static Cases<bool?> Constant(bool? value) => new(value, value);

        private SymbolicCondition? Joined(ProcessingNode node, Func<bool?, bool?, bool?> join) => node.Children.Select(Condition).Aggregate((one, other) =>
            one is not null && other is not null && (one.Response ?? other.Response) is var response && (other.Response ?? response) == response
                && one.Truth.With(other.Truth, join) is { } truth
                ? new SymbolicCondition(response, truth)
                : null);

        private SymbolicCondition? Compared(ProcessingNode one, ProcessingNode other, Func<decimal, decimal, bool> comparison) =>
            Score(one) is { } left && Score(other) is { } right ? SymbolicScore.Compare(left, right, comparison) : null;

        private SymbolicCondition? Matched(ProcessingNode variable, ProcessingNode literal, IEqualityComparer<string>? comparer) =>
            Response(variable) is { } declared && Literal(literal, declared) is { Count: > 0 } values
                ? Truth(declared, [declared.Cardinality == Cardinality.Single ? values[0] : Cases<bool>.Whole(values, declared.Cardinality)], comparer)
                : null;

        private SymbolicCondition? Member(ProcessingNode variable, ProcessingNode container) =>
            Response(variable) is { Cardinality: Cardinality.Single } declared && container.Name is "multiple" or "ordered"
                && container.Children.Select(child => Literal(child, declared)).ToList() is { Count: > 0 } values && values.TrueForAll(value => value is { Count: 1 })
                ? Truth(declared, values.Select(value => value![0]), null)
                : null;

        private static SymbolicCondition Truth(ResponseDeclaration declared, IEnumerable<string> values, IEqualityComparer<string>? comparer) =>
            new(declared.Identifier, new Cases<bool?>(null, false, comparer, values.Select(value => KeyValuePair.Create(value, (bool?)true))));

        private ResponseDeclaration? Response(ProcessingNode node) =>
            node.Name == "variable" && processing.Response(node.Identifier) is { } declared && IsText(declared) ? declared : null;

        // Numbers and unordered pairs are written in more than one way, which a key does not know.
        private static bool IsText(ResponseDeclaration declared) =>
            declared.BaseType is BaseType.Identifier or BaseType.DirectedPair || declared is { BaseType: BaseType.String, Cardinality: Cardinality.Single };

        // The values that an expression has whatever the response; null where it has none, or not the same.
        private List<string>? Literal(ProcessingNode node, ResponseDeclaration declared)
        {
            switch (node.Name)
            {
                case "base-value" when ExpressionEvaluator.BaseTypeOf(node) == declared.BaseType && !string.IsNullOrEmpty(node.Text):
                    return [Canonical(declared, node.Text)];
                case "correct" when processing.Response(node.Identifier) is { Correct: { } correct } other && other.BaseType == declared.BaseType:
                    return [.. correct.Select(value => Canonical(other, value))];
                case "multiple" or "ordered" when declared.Cardinality != Cardinality.Single:
                    var values = node.Children.Select(child => child.Name == "base-value" ? Literal(child, declared) : null).ToList();
                    return values.Contains(null) ? null : [.. values.SelectMany(value => value!)];
                default:
                    return null;
            }
        }

        private static SymbolicScore? Number(string text) =>
            decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1_000_000 ? SymbolicScore.Of(number) : null;

        private static bool IsWhole(SymbolicScore? score) => score is not null && score.Shares.Values.All(share => share.Mapping is { } mapping
                ? mapping.Entries.Select(entry => entry.Value).Append(mapping.DefaultValue).Append(mapping.LowerBound ?? 0).Append(mapping.UpperBound ?? 0).All(decimal.IsInteger)
                : share.Cases.Values.Values.Append(share.Cases.None).Append(share.Cases.Other).All(decimal.IsInteger))
            && decimal.IsInteger(score.Constant);
    }
}
