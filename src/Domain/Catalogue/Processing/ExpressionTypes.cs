using System.Globalization;

namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>What an expression gives; null is anything, as NULL is.</summary>
internal readonly record struct ExpressionType(BaseType? Base, Cardinality? Cardinality)
{
    public static readonly ExpressionType Any = new(null, null);

    public bool IsNumber => Base is null or BaseType.Integer or BaseType.Float;

    public bool IsSingle => Cardinality is null or Processing.Cardinality.Single;

    public bool IsContainer => Cardinality is not Processing.Cardinality.Single;

    public override string ToString() =>
        $"{(Cardinality is { } cardinality ? BaseTypes.NameOf(cardinality) : "any")} {(Base is { } baseType ? BaseTypes.NameOf(baseType) : "value")}";
}

/// <summary>The types of expressions, found without evaluating them, and what is wrong with them.</summary>
internal sealed class ExpressionTypes(ResponseProcessing processing, Action<string, string, string> report)
{
    private static readonly ExpressionType Boolean = new(BaseType.Boolean, Cardinality.Single);
    private static readonly ExpressionType Integer = new(BaseType.Integer, Cardinality.Single);
    private static readonly ExpressionType Float = new(BaseType.Float, Cardinality.Single);

    private static readonly HashSet<string> Unsupported =
    [
        "random", "random-integer", "random-float", "custom-operator", "inside", "map-response-point", "field-value", "record",
        "number-correct", "number-incorrect", "number-presented", "number-responded", "number-selected", "test-variables",
        "outcome-minimum", "outcome-maximum", "lookup-table",
    ];

    public ExpressionType TypeOf(ProcessingNode node, string path)
    {
        if (Unsupported.Contains(node.Name))
        {
            report(path, ProcessingFindings.ExpressionUnsupported, $"The expression {node.Name} cannot be evaluated here.");
            return ExpressionType.Any;
        }

        var operands = ProcessingCheck.Places(node.Children, path).Select(child => TypeOf(child.Node, child.Path)).ToArray();
        return node.Name switch
        {
            "base-value" => BaseValue(node, path, operands),
            "variable" => Variable(node, path, operands),
            "correct" => Correct(node, path, operands),
            "default" => Default(node, path, operands),
            "map-response" => MapResponse(node, path, operands),
            "null" => Expect(0, 0, ExpressionType.Any),
            "math-constant" => Named(["pi", "e"]) ?? Expect(0, 0, Float),
            "is-null" => Expect(1, 1, Boolean),
            "container-size" => Expect(1, 1, Integer, operand => operand.IsContainer),
            "not" => Expect(1, 1, Boolean, IsBoolean),
            "and" or "or" => Expect(1, int.MaxValue, Boolean, IsBoolean),
            "any-n" => Whole("min", 0) ?? Whole("max", 0) ?? Expect(1, int.MaxValue, Boolean, IsBoolean),
            "match" => Expect(2, 2, Boolean, operand => operand.Base is not (BaseType.Duration or BaseType.File), AreAlike),
            "member" => Expect(2, 2, Boolean, IsComparable, InContainer),
            "delete" => Expect(2, 2, operands.ElementAtOrDefault(1), IsComparable, InContainer),
            "contains" => Expect(2, 2, Boolean, operand => operand.IsContainer && IsComparable(operand), AreAlike),
            "index" => Whole("n", 1) ?? Expect(1, 1, new(operands.FirstOrDefault().Base, Cardinality.Single), operand => operand.Cardinality is null or Cardinality.Ordered),
            "multiple" => Gathered(Cardinality.Multiple, 0),
            "ordered" => Gathered(Cardinality.Ordered, 0),
            "repeat" => Whole("number-repeats", 0) ?? Gathered(Cardinality.Ordered, 1),
            "substring" => OneOf("case-sensitive", ["true", "false"]) ?? Expect(2, 2, Boolean, IsText),
            "string-match" => StringMatch(),
            "pattern-match" => Pattern() ?? Expect(1, 1, Boolean, IsText),
            "equal" => Tolerance() ?? Expect(2, 2, Boolean, IsNumber),
            "equal-rounded" => Rounding() ?? Expect(2, 2, Boolean, IsNumber),
            "round-to" => Rounding() ?? Expect(1, 1, Float, IsNumber),
            "lt" or "gt" or "lte" or "gte" => Expect(2, 2, Boolean, IsNumber),
            "duration-lt" or "duration-gte" => Expect(2, 2, Boolean, operand => operand.IsSingle && operand.Base is null or BaseType.Duration),
            "sum" or "product" or "max" or "min" => Expect(1, int.MaxValue, Numeric(), operand => operand.IsNumber),
            "subtract" => Expect(2, 2, Numeric(), IsNumber),
            "divide" or "power" => Expect(2, 2, Float, IsNumber),
            "integer-divide" or "integer-modulus" => Expect(2, 2, Integer, IsInteger),
            "gcd" or "lcm" => Expect(1, int.MaxValue, Integer, operand => operand.Base is null or BaseType.Integer),
            "round" or "truncate" => Expect(1, 1, Integer, IsNumber),
            "integer-to-float" => Expect(1, 1, Float, IsInteger),
            "math-operator" => MathOperator(),
            "stats-operator" => Named(["mean", "sampleVariance", "sampleSD", "popVariance", "popSD"])
                ?? Expect(1, 1, Float, operand => operand.IsNumber && operand.IsContainer),
            _ => Fault(ProcessingFindings.ExpressionUnknown, $"There is no expression {node.Name}."),
        };

        ExpressionType Fault(string code, string detail)
        {
            report(path, code, detail);
            return ExpressionType.Any;
        }

        ExpressionType Expect(int least, int most, ExpressionType result, Func<ExpressionType, bool>? fits = null, Func<ExpressionType, ExpressionType, bool>? fitTogether = null)
        {
            if (operands.Length < least || operands.Length > most)
            {
                var count = least == most ? $"{least}" : most == int.MaxValue ? $"{least} or more" : $"{least} to {most}";
                return Fault(ProcessingFindings.OperandCount, $"The expression {node.Name} has {count} operands, not {operands.Length}.");
            }

            var misfit = Array.FindIndex(operands, operand => fits?.Invoke(operand) is false);
            if (misfit >= 0)
            {
                return Fault(ProcessingFindings.TypeMismatch, $"Operand {misfit + 1} of {node.Name} cannot be a {operands[misfit]}.");
            }

            return operands is [var first, var second] && fitTogether?.Invoke(first, second) is false
                ? Fault(ProcessingFindings.TypeMismatch, $"The operands of {node.Name} do not go together: {first} and {second}.")
                : result;
        }

        ExpressionType Numeric() => operands.All(operand => operand.Base == BaseType.Integer) ? Integer : Float;

        // Containers, and single values, of one base type become one container.
        ExpressionType Gathered(Cardinality cardinality, int least)
        {
            var bases = operands.Select(operand => operand.Base).OfType<BaseType>().Distinct().ToList();
            var isNumeric = bases.Count > 0 && bases.All(one => one is BaseType.Integer or BaseType.Float);
            if (bases.Count > 1 && !isNumeric)
            {
                return Fault(ProcessingFindings.TypeMismatch, $"The operands of {node.Name} are of several base types.");
            }

            return Expect(
                least, int.MaxValue, new(bases.Count > 1 ? BaseType.Float : bases.Count == 1 ? bases[0] : null, cardinality),
                operand => operand.IsSingle || operand.Cardinality == cardinality);
        }

        ExpressionType? OneOf(string attribute, string[] values) => node[attribute] is { } value && !values.Contains(value)
            ? Fault(ProcessingFindings.AttributeInvalid, $"The attribute {attribute} of {node.Name} cannot be “{value}”.")
            : null;

        ExpressionType? Named(string[] names) => node["name"] is null
            ? Fault(ProcessingFindings.AttributeInvalid, $"The expression {node.Name} has the attribute name.")
            : OneOf("name", names);

        ExpressionType? Whole(string attribute, int least) => ExpressionEvaluator.IntegerOf(node, attribute) is { } value && value >= least
            ? null
            : Fault(ProcessingFindings.AttributeInvalid, $"The attribute {attribute} of {node.Name} is a whole number, at least {least}; a variable is not supported there.");

        ExpressionType? Rounding() => OneOf("rounding-mode", ["significantFigures", "decimalPlaces"])
            ?? Whole("figures", node["rounding-mode"] == "decimalPlaces" ? 0 : 1)
            ?? (ExpressionEvaluator.IntegerOf(node, "figures") > 15 ? Fault(ProcessingFindings.AttributeInvalid, "Floats have no more than 15 figures.") : null);

        ExpressionType? Tolerance() => OneOf("tolerance-mode", ["exact", "absolute", "relative"])
            ?? OneOf("include-lower-bound", ["true", "false", "1", "0"])
            ?? OneOf("include-upper-bound", ["true", "false", "1", "0"])
            ?? (node["tolerance-mode"] is "absolute" or "relative" && Arithmetic.Tolerances(node) is null
                ? Fault(ProcessingFindings.AttributeInvalid, "The attribute tolerance has one number or two, none below 0.")
                : null);

        ExpressionType? Pattern() => processing.Pattern(node["pattern"] ?? "") is null && XsdPattern.Translate(node["pattern"] ?? "", out var reason) is null
            ? Fault(ProcessingFindings.ExpressionUnsupported, reason!)
            : null;

        // Which of the two would be part of the other the specification does not say.
        ExpressionType StringMatch() => node["substring"] is "true" or "1"
            ? Fault(ProcessingFindings.ExpressionUnsupported, "The deprecated attribute substring is not supported; there is an expression for it.")
            : OneOf("case-sensitive", ["true", "false"]) ?? Expect(2, 2, Boolean, IsText);

        ExpressionType MathOperator() => node["name"] switch
        {
            "atan2" => Expect(2, 2, Float, IsNumber),
            "floor" or "ceil" or "signum" => Expect(1, 1, Integer, IsNumber),
            { } name when Arithmetic.Functions.ContainsKey(name) => Expect(1, 1, Float, IsNumber),
            var name => Fault(ProcessingFindings.AttributeInvalid, $"There is no function “{name}”."),
        };
    }

    private static bool IsBoolean(ExpressionType operand) => operand.IsSingle && operand.Base is null or BaseType.Boolean;

    private static bool IsText(ExpressionType operand) => operand.IsSingle && operand.Base is null or BaseType.String;

    private static bool IsNumber(ExpressionType operand) => operand.IsSingle && operand.IsNumber;

    private static bool IsInteger(ExpressionType operand) => operand.IsSingle && operand.Base is null or BaseType.Integer;

    private static bool IsComparable(ExpressionType operand) => operand.Base is not (BaseType.Duration or BaseType.File);

    private static bool AreAlike(ExpressionType one, ExpressionType other) => AreOfOneBase(one, other)
        && (one.Cardinality is null || other.Cardinality is null || one.Cardinality == other.Cardinality);

    private static bool InContainer(ExpressionType one, ExpressionType container) => one.IsSingle && container.IsContainer && AreOfOneBase(one, container);

    private static bool AreOfOneBase(ExpressionType one, ExpressionType other) =>
        one.Base is null || other.Base is null || one.Base == other.Base || (one.IsNumber && other.IsNumber);

    private ExpressionType BaseValue(ProcessingNode node, string path, ExpressionType[] operands)
    {
        if (!IsLeaf(node, path, operands))
        {
            return ExpressionType.Any;
        }

        if (ExpressionEvaluator.BaseTypeOf(node) is not { } baseType)
        {
            report(path, ProcessingFindings.AttributeInvalid, $"There is no base type “{node["base-type"]}”.");
            return ExpressionType.Any;
        }

        // An empty text is NULL, and may be meant.
        if (VariableValue.Read(baseType, node.Text ?? "") is null && !(baseType == BaseType.String && string.IsNullOrEmpty(node.Text)))
        {
            report(path, ProcessingFindings.ValueInvalid, $"“{node.Text}” is no value of its base type.");
        }

        return new(baseType, Cardinality.Single);
    }

    private ExpressionType Variable(ProcessingNode node, string path, ExpressionType[] operands)
    {
        if (!IsLeaf(node, path, operands))
        {
            return ExpressionType.Any;
        }

        if (node["weight-identifier"] is not null)
        {
            report(path, ProcessingFindings.ExpressionUnsupported, "Weights belong to tests.");
        }

        if (processing.Response(node.Identifier) is { } response)
        {
            return new(response.BaseType, response.Cardinality);
        }

        if (processing.Outcome(node.Identifier) is { } outcome)
        {
            return new(outcome.BaseType, outcome.Cardinality);
        }

        switch (node.Identifier)
        {
            case ResponseProcessing.Attempts:
                return Integer;
            case ResponseProcessing.CompletionStatus:
                return new(BaseType.Identifier, Cardinality.Single);
            case "duration":
                report(path, ProcessingFindings.ExpressionUnsupported, "How long the candidate took is not known to the processing.");
                return ExpressionType.Any;
            default:
                report(path, ProcessingFindings.VariableUnknown, $"There is no variable {node.Identifier}.");
                return ExpressionType.Any;
        }
    }

    private ExpressionType Correct(ProcessingNode node, string path, ExpressionType[] operands)
    {
        if (!IsLeaf(node, path, operands) || ResponseOf(node, path) is not { } response)
        {
            return ExpressionType.Any;
        }

        if (response.Correct is not { Count: > 0 })
        {
            report(path, ProcessingFindings.CorrectResponseMissing, $"The response {response.Identifier} has no correct response.");
        }
        else if (response is { Cardinality: Cardinality.Single, Correct.Count: > 1 })
        {
            report(path, ProcessingFindings.ValueInvalid, $"The response {response.Identifier} is single and has {response.Correct.Count} correct values.");
        }

        return new(response.BaseType, response.Cardinality);
    }

    private ExpressionType Default(ProcessingNode node, string path, ExpressionType[] operands) =>
        !IsLeaf(node, path, operands) ? ExpressionType.Any
        : processing.Outcome(node.Identifier) is { } outcome ? new(outcome.BaseType, outcome.Cardinality)
        : ResponseOf(node, path) is { } response ? new(response.BaseType, response.Cardinality)
        : ExpressionType.Any;

    private ExpressionType MapResponse(ProcessingNode node, string path, ExpressionType[] operands)
    {
        if (!IsLeaf(node, path, operands) || ResponseOf(node, path) is not { } response)
        {
            return ExpressionType.Any;
        }

        if (response.Mapping is null)
        {
            report(path, ProcessingFindings.MappingMissing, $"The response {response.Identifier} has no mapping.");
        }

        return Float;
    }

    private ResponseDeclaration? ResponseOf(ProcessingNode node, string path)
    {
        if (processing.Response(node.Identifier) is { } response)
        {
            return response;
        }

        report(path, ProcessingFindings.VariableUnknown, $"There is no response {node.Identifier}.");
        return null;
    }

    private bool IsLeaf(ProcessingNode node, string path, ExpressionType[] operands)
    {
        if (operands.Length > 0)
        {
            report(path, ProcessingFindings.OperandCount, string.Create(CultureInfo.InvariantCulture, $"The expression {node.Name} has no operands, not {operands.Length}."));
        }

        return operands.Length == 0;
    }
}
