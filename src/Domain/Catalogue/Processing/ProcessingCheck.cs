namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>
/// Whether a response processing can be evaluated so that it comes to what its author meant: all that stands in the
/// way, with its place. Nothing is found where the evaluator and the specification agree.
/// </summary>
public static class ProcessingCheck
{
    // Tools write such bounds where they mean none; what an item is worth is bounded where that is known.
    private const int MaxPoints = 1_000_000;

    public static IReadOnlyList<ProcessingFinding> Of(ResponseProcessing processing)
    {
        if (processing.AllNodes().Take(ResponseProcessing.MaxNodes + 1).Count() > ResponseProcessing.MaxNodes || processing.Rules.Any(rule => DepthOf(rule) > ResponseProcessing.MaxDepth))
        {
            return
            [
                new("response-processing", ProcessingFindings.TooLarge,
                    $"A processing has at most {ResponseProcessing.MaxNodes} elements, {ResponseProcessing.MaxDepth} deep."),
            ];
        }

        if (processing.Responses.Count + processing.Outcomes.Count > ResponseProcessing.MaxDeclarations)
        {
            return [new("response-declaration", ProcessingFindings.TooLarge, $"An item declares at most {ResponseProcessing.MaxDeclarations} variables.")];
        }

        var check = new Check(processing);
        check.Declarations();
        check.Rules(processing.Rules, "response-processing");
        check.Score();
        return check.Findings;
    }

    /// <summary>The place of each of the nodes: its name, numbered where there are more of it.</summary>
    public static IEnumerable<(ProcessingNode Node, string Path)> Places(IReadOnlyList<ProcessingNode> nodes, string path)
    {
        var counts = nodes.CountBy(node => node.Name, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            var number = seen[node.Name] = seen.GetValueOrDefault(node.Name) + 1;
            yield return (node, counts[node.Name] > 1 ? $"{path}/{node.Name}[{number}]" : $"{path}/{node.Name}");
        }
    }

    private static int DepthOf(ProcessingNode node) => 1 + node.Children.Select(DepthOf).DefaultIfEmpty().Max();

    private sealed class Check
    {
        private readonly ResponseProcessing processing;
        private readonly ExpressionTypes types;
        private readonly Dictionary<string, int> declared;

        public Check(ResponseProcessing processing)
        {
            this.processing = processing;
            declared = processing.Responses.Select(one => one.Identifier).Concat(processing.Outcomes.Select(one => one.Identifier))
                .CountBy(identifier => identifier, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
            types = new ExpressionTypes(processing, Add);
        }

        public List<ProcessingFinding> Findings { get; } = [];

        public void Declarations()
        {
            foreach (var response in processing.Responses)
            {
                var path = $"response-declaration[{response.Identifier}]";
                Variable(path, response.Identifier, response.BaseType, response.Cardinality);
                Values(path + "/correct-response", response.Correct, response.BaseType);
                Values(path + "/default-value", response.Default, response.BaseType);
                if (response.Mapping is { } mapping)
                {
                    Mapping(path + "/mapping", mapping, response.BaseType);
                }
            }

            foreach (var outcome in processing.Outcomes)
            {
                var path = $"outcome-declaration[{outcome.Identifier}]";
                Variable(path, outcome.Identifier, outcome.BaseType, outcome.Cardinality);
                Values(path + "/default-value", outcome.Default, outcome.BaseType);
                if (outcome is { Cardinality: Cardinality.Single, Default.Count: > 1 })
                {
                    Add(path + "/default-value", ProcessingFindings.ValueInvalid, "A single variable has one value.");
                }

                string?[] targets =
                [
                    .. outcome.MatchTable is { } match ? match.Entries.Select(entry => entry.Target).Append(match.DefaultValue) : [],
                    .. outcome.InterpolationTable is { } table ? table.Entries.Select(entry => entry.Target).Append(table.DefaultValue) : [],
                ];
                Values(path, [.. targets.OfType<string>()], outcome.BaseType);
            }
        }

        public void Rules(IReadOnlyList<ProcessingNode> rules, string path)
        {
            foreach (var (rule, place) in Places(rules, path))
            {
                Rule(rule, place);
            }
        }

        public void Score()
        {
            const string path = "response-processing";
            var score = processing.Outcome(ResponseProcessing.Score);
            if (score is { BaseType: not (BaseType.Integer or BaseType.Float) } or { Cardinality: not Cardinality.Single })
            {
                Add($"outcome-declaration[{ResponseProcessing.Score}]", ProcessingFindings.TypeMismatch, "The score is one number.");
            }

            var isSet = processing.AllNodes().Any(rule =>
                rule.Name is "set-outcome-value" or "lookup-outcome-value" && rule.Identifier == ResponseProcessing.Score);
            if (!isSet && score?.ExternalScored is null)
            {
                Add(path, ProcessingFindings.ScoreNeverSet, "No rule sets SCORE.");
            }
        }

        private void Add(string path, string code, string detail) => Findings.Add(new(path, code, detail));

        private void Variable(string path, string identifier, BaseType? baseType, Cardinality cardinality)
        {
            if (declared[identifier] > 1)
            {
                Add(path, ProcessingFindings.DeclarationInvalid, $"The variable {identifier} is declared more than once.");
            }

            if (cardinality == Cardinality.Record || baseType == BaseType.Point)
            {
                Add(path, ProcessingFindings.DeclarationUnsupported, cardinality == Cardinality.Record ? "Records are not supported." : "Points are not supported.");
            }
            else if (baseType is null)
            {
                Add(path, ProcessingFindings.DeclarationInvalid, $"The variable {identifier} has no base type.");
            }
        }

        private void Values(string path, IReadOnlyList<string>? texts, BaseType? baseType)
        {
            if (baseType is { } type and not BaseType.Point && texts?.FirstOrDefault(text => VariableValue.Read(type, text) is null) is { } invalid)
            {
                Add(path, ProcessingFindings.ValueInvalid, invalid.Length == 0 ? "The value is empty." : $"“{invalid}” is no value of its base type.");
            }
            else if (texts?.Count > VariableValue.MaxItems)
            {
                Add(path, ProcessingFindings.TooLarge, $"A container has at most {VariableValue.MaxItems} values.");
            }
        }

        private void Mapping(string path, ResponseMapping mapping, BaseType? baseType)
        {
            // An entry for the empty text says what NULL is worth.
            Values(path, [.. mapping.Entries.Select(entry => entry.Key).Where(key => key.Length > 0 || baseType != BaseType.String)], baseType);
            if (mapping.Entries.Select(entry => (decimal?)entry.Value).Append(mapping.DefaultValue).Append(mapping.LowerBound).Append(mapping.UpperBound)
                .Any(points => points is < -MaxPoints or > MaxPoints))
            {
                Add(path, ProcessingFindings.PointsOutOfRange, $"A mapping has points from -{MaxPoints} to {MaxPoints}.");
            }

            if (mapping.LowerBound > mapping.UpperBound)
            {
                Add(path, ProcessingFindings.ValueInvalid, "The lower bound is above the upper bound.");
            }
        }

        private void Rule(ProcessingNode rule, string path)
        {
            switch (rule.Name)
            {
                case "response-condition":
                    Condition(rule, path);
                    break;
                case "response-processing-fragment":
                    Rules(rule.Children, path);
                    break;
                case "set-outcome-value":
                    if (Outcome(rule, path) is { } target && Operand(rule, path) is { } given)
                    {
                        Fits(target, given, rule.Children[0], path);
                    }

                    break;
                case "lookup-outcome-value":
                    LookUp(rule, path);
                    break;
                case "exit-response":
                    break;
                default:
                    Add(path, ProcessingFindings.RuleUnknown, $"There is no rule {rule.Name}.");
                    break;
            }
        }

        private void Condition(ProcessingNode condition, string path)
        {
            string? previous = null;
            foreach (var (branch, place) in Places(condition.Children, path))
            {
                var isExpected = (previous, branch.Name) switch
                {
                    (null, "response-if") => true,
                    (null or "response-else", "response-else-if" or "response-else") => false,
                    (_, "response-else-if" or "response-else") => true,
                    _ => false,
                };
                if (branch.Name is not ("response-if" or "response-else-if" or "response-else"))
                {
                    Add(place, ProcessingFindings.RuleUnknown, $"A condition has no {branch.Name}.");
                }
                else if (!isExpected)
                {
                    Add(place, ProcessingFindings.RuleOrder, "A condition has one response-if, any number of response-else-if, and at most one response-else, in this order.");
                }

                Branch(branch, place);
                previous = branch.Name;
            }

            if (previous is null)
            {
                Add(path, ProcessingFindings.RuleOrder, "A condition has a response-if.");
            }
        }

        private void Branch(ProcessingNode branch, string path)
        {
            var places = Places(branch.Children, path).ToList();
            if (branch.Name is "response-if" or "response-else-if")
            {
                if (places.Count == 0)
                {
                    Add(path, ProcessingFindings.OperandCount, "A branch begins with an expression.");
                    return;
                }

                var type = types.TypeOf(places[0].Node, places[0].Path);
                if (type.Base is not (null or BaseType.Boolean) || !type.IsSingle)
                {
                    Add(places[0].Path, ProcessingFindings.TypeMismatch, $"A condition is a single boolean, not a {type}.");
                }

                places.RemoveAt(0);
            }

            foreach (var (rule, place) in places)
            {
                Rule(rule, place);
            }
        }

        private ExpressionType? Outcome(ProcessingNode rule, string path)
        {
            if (processing.Outcome(rule.Identifier) is { } outcome)
            {
                return new(outcome.BaseType, outcome.Cardinality);
            }

            if (rule.Identifier == ResponseProcessing.CompletionStatus)
            {
                return new(BaseType.Identifier, Cardinality.Single);
            }

            Add(path, ProcessingFindings.OutcomeUnknown, $"There is no outcome {rule.Identifier}.");
            return null;
        }

        private ExpressionType? Operand(ProcessingNode rule, string path)
        {
            var operands = Places(rule.Children, path).Select(child => types.TypeOf(child.Node, child.Path)).ToList();
            if (operands is [var only])
            {
                return only;
            }

            Add(path, ProcessingFindings.OperandCount, $"The rule {rule.Name} has one expression, not {operands.Count}.");
            return null;
        }

        private void Fits(ExpressionType target, ExpressionType given, ProcessingNode expression, string path)
        {
            var isOfBase = given.Base is null || given.Base == target.Base
                || (given.Base, target.Base) is (BaseType.Integer, BaseType.Float)
                || ((given.Base, target.Base) is (BaseType.Float, BaseType.Integer) && IsWhole(expression));
            if (!isOfBase || (given.Cardinality is { } cardinality && cardinality != target.Cardinality))
            {
                Add(path, ProcessingFindings.TypeMismatch, $"A {given} cannot be given to a {target}.");
            }
        }

        // A float is no integer; but where the score is declared as one, points are often written as floats.
        private bool IsWhole(ProcessingNode expression) => expression.Name switch
        {
            "base-value" => VariableValue.Read(BaseType.Float, expression.Text ?? "") is double value && Math.Truncate(value) == value,
            "map-response" => processing.Response(expression.Identifier)?.Mapping is { } mapping
                && mapping.Entries.Select(entry => entry.Value).Append(mapping.DefaultValue).Append(mapping.LowerBound ?? 0).Append(mapping.UpperBound ?? 0)
                    .All(value => Math.Truncate(value) == value),
            "variable" => processing.Outcome(expression.Identifier) is { } outcome && outcome.BaseType == BaseType.Integer,
            "sum" => expression.Children.All(IsWhole),
            _ => false,
        };

        private void LookUp(ProcessingNode rule, string path)
        {
            var type = Operand(rule, path);
            if (Outcome(rule, path) is null || type is not { } given)
            {
                return;
            }

            var outcome = processing.Outcome(rule.Identifier);
            if (outcome is not ({ MatchTable: not null } or { InterpolationTable: not null }))
            {
                Add(path, ProcessingFindings.LookupTableMissing, $"The outcome {rule.Identifier} has no table.");
            }
            else if (!given.IsSingle || !given.IsNumber || (outcome.MatchTable is not null && given.Base == BaseType.Float))
            {
                Add(path, ProcessingFindings.TypeMismatch, $"A {given} cannot be looked up in the table of {rule.Identifier}.");
            }
        }
    }
}
