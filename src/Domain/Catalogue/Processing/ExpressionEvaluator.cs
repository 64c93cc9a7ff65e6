using System.Globalization;
using System.Text.RegularExpressions;

namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>
/// The expressions of QTI that depend on nothing but the responses. NULL is <c>null</c> throughout, and an operator
/// with a NULL operand gives NULL unless its own rule says otherwise.
/// </summary>
internal sealed class ExpressionEvaluator(ResponseProcessing processing, Func<string, VariableValue?> variable, StepBudget budget)
{
    // So many characters are compared or copied in the time of a step.
    private const int CharactersInStep = 100;

    public VariableValue? Evaluate(ProcessingNode node)
    {
        if (!budget.Spend(1))
        {
            return null;
        }

        switch (node.Name)
        {
            case "base-value":
                return BaseTypeOf(node) is { } baseType ? VariableValue.Parse(baseType, Cardinality.Single, [node.Text ?? ""]) : null;
            case "variable":
                return variable(node.Identifier);
            case "correct":
                return Declared(node, declared => declared.Correct);
            case "default":
                return processing.Outcome(node.Identifier) is { BaseType: { } type, Default: { } texts } outcome
                    ? VariableValue.Parse(type, outcome.Cardinality, texts)
                    : Declared(node, declared => declared.Default);
            case "map-response":
                return MapResponse(node);
            case "math-constant":
                return node["name"] switch { "pi" => VariableValue.Float(Math.PI), "e" => VariableValue.Float(Math.E), _ => null };
            case "repeat":
                return Repeat(node);
        }

        var operands = node.Children.Select(Evaluate).ToArray();
        if (!budget.Spend(StepsOf(node, operands)))
        {
            return null;
        }

        return node.Name switch
        {
            "is-null" => VariableValue.Boolean(operands is [null]),
            "container-size" => VariableValue.Integer(operands.FirstOrDefault()?.Items.Count ?? 0),
            "multiple" => Container(operands, Cardinality.Multiple),
            "ordered" => Container(operands, Cardinality.Ordered),
            "and" => Logical(operands, decisive: false),
            "or" => Logical(operands, decisive: true),
            "any-n" => AnyN(operands, node),
            // All others are NULL where an operand is.
            _ when operands.Length == 0 || operands.Contains(null) => null,
            _ => Evaluate(node, operands!),
        };
    }

    // What an operator takes beside its operands: containers are compared each with each, texts from end to end.
    private static long StepsOf(ProcessingNode node, VariableValue?[] operands)
    {
        return (node.Name, operands) switch
        {
            ("match" or "contains", [{ } one, { } other]) => (long)one.Items.Count * other.Items.Count,
            ("substring" or "string-match" or "pattern-match", _) => operands.Sum(operand => (operand?.Only as string)?.Length ?? 0) / CharactersInStep,
            _ => operands.Sum(operand => operand?.Items.Count ?? 0),
        };
    }

    private VariableValue? Evaluate(ProcessingNode node, VariableValue[] operands)
    {
        var first = operands[0];
        var second = operands.ElementAtOrDefault(1);
        return node.Name switch
        {
            "not" when first.Only is bool value => VariableValue.Boolean(!value),
            "match" when second is not null => VariableValue.Boolean(first.IsSameAs(second)),
            "member" when second is not null => VariableValue.Boolean(second.Has(first.Only)),
            "contains" when second is not null => VariableValue.Boolean(first.Contains(second)),
            "delete" when second is not null =>
                VariableValue.Of(second.BaseType, second.Cardinality, [.. second.Items.Where(item => !VariableValue.AreSame(item, first.Only))]),
            "index" => IntegerOf(node, "n") is >= 1 and var n && n <= first.Items.Count
                ? VariableValue.Of(first.BaseType, Cardinality.Single, [first.Items[n - 1]])
                : null,
            "substring" or "string-match" or "pattern-match" => Textual(node, operands),
            "duration-lt" or "duration-gte" when second is not null && first.Only is double one && second.Only is double other =>
                VariableValue.Boolean(node.Name == "duration-lt" ? one < other : one >= other),
            _ when operands.All(operand => operand.IsNumber) => Arithmetic.Evaluate(node, operands),
            _ => null,
        };
    }

    /// <summary>A text in the form in which texts are equal that differ in case only.</summary>
    internal static string Folded(string text) => string.Concat(text.EnumerateRunes().Select(System.Text.Rune.ToLowerInvariant));

    private VariableValue? Textual(ProcessingNode node, VariableValue[] operands)
    {
        if (operands.Any(operand => operand.Only is not string))
        {
            return null;
        }

        var first = (string)operands[0].Only;
        if (node.Name == "pattern-match")
        {
            return IsMatch(first, node["pattern"] ?? "") is { } matches ? VariableValue.Boolean(matches) : null;
        }

        if (operands.ElementAtOrDefault(1)?.Only is not string second)
        {
            return null;
        }

        if (node["case-sensitive"] == "false")
        {
            (first, second) = (Folded(first), Folded(second));
        }

        return VariableValue.Boolean(node.Name == "substring" ? second.Contains(first, StringComparison.Ordinal) : first == second);
    }

    private bool? IsMatch(string text, string pattern)
    {
        try
        {
            return processing.Pattern(pattern)?.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            budget.Exhaust();
            return null;
        }
    }

    private static VariableValue? Container(IEnumerable<VariableValue?> operands, Cardinality cardinality)
    {
        var values = operands.OfType<VariableValue>().ToList();
        if (values.Count == 0)
        {
            return null;
        }

        var baseType = values.All(value => value.BaseType == values[0].BaseType) ? values[0].BaseType : BaseType.Float;
        return values.Select(value => value.As(baseType)).All(value => value is not null)
            ? VariableValue.Of(baseType, cardinality, [.. values.SelectMany(value => value.As(baseType)!.Items).Take(VariableValue.MaxItems + 1)])
            : null;
    }

    // One value that decides does so whatever the others are; without one NULL leaves it open.
    private static VariableValue? Logical(VariableValue?[] operands, bool decisive) =>
        operands.Any(operand => operand?.Only.Equals(decisive) is true) ? VariableValue.Boolean(decisive)
        : operands.Contains(null) ? null
        : VariableValue.Boolean(!decisive);

    private static VariableValue? AnyN(VariableValue?[] operands, ProcessingNode node)
    {
        if (IntegerOf(node, "min") is not { } min || IntegerOf(node, "max") is not { } max)
        {
            return null;
        }

        var sure = operands.Count(operand => operand?.Only is true);
        var possible = sure + operands.Count(operand => operand is null);
        return sure > max || possible < min ? VariableValue.Boolean(false)
            : sure >= min && possible <= max ? VariableValue.Boolean(true)
            : null;
    }

    private VariableValue? Repeat(ProcessingNode node)
    {
        var values = new List<VariableValue?>();
        for (var turn = IntegerOf(node, "number-repeats") ?? 0; turn > 0; turn--)
        {
            values.AddRange(node.Children.Select(Evaluate));
            if (!budget.Spend(1) || values.Count > VariableValue.MaxItems)
            {
                return null;
            }
        }

        return Container(values, Cardinality.Ordered);
    }

    // NULL is worth what an unlisted value is worth, unless an entry lists the empty text.
    private VariableValue? MapResponse(ProcessingNode node)
    {
        if (processing.Response(node.Identifier) is not { Mapping: { } mapping, BaseType: { } baseType })
        {
            return null;
        }

        var given = variable(node.Identifier);
        if (!budget.Spend((long)mapping.Entries.Count * (given?.Items.Count ?? 1)))
        {
            return null;
        }

        var sum = given is { } response
            ? response.Items.Distinct().Sum(item => (double)mapping.ValueOf(TextOf(item), baseType))
            : (double)mapping.ValueOf("", baseType);
        return VariableValue.Float(
            sum < (double?)mapping.LowerBound ? (double)mapping.LowerBound : sum > (double?)mapping.UpperBound ? (double)mapping.UpperBound : sum);
    }

    private static string TextOf(object item) => item switch
    {
        bool value => value ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(item, CultureInfo.InvariantCulture) ?? "",
    };

    private VariableValue? Declared(ProcessingNode node, Func<ResponseDeclaration, IReadOnlyList<string>?> texts) =>
        processing.Response(node.Identifier) is { BaseType: { } baseType } declared && texts(declared) is { } values
            ? VariableValue.Parse(baseType, declared.Cardinality, values)
            : null;

    internal static BaseType? BaseTypeOf(ProcessingNode node) => BaseTypes.Parse(node["base-type"]);

    internal static int? IntegerOf(ProcessingNode node, string attribute) =>
        int.TryParse(node[attribute], NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null;
}
