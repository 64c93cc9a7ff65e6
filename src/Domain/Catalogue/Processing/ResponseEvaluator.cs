namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>
/// Evaluates a response processing as the specification has it (1EdTech QTI 3.0, Assessment, Section and Item
/// Information Model). For a processing without findings of <see cref="ProcessingCheck"/> the outcomes are those of
/// the specification; for any other it still ends, without an exception, and what has no meaning is NULL.
/// </summary>
public static class ResponseEvaluator
{
    /// <param name="processing">What scores the item.</param>
    /// <param name="responses">
    /// The values given, by the response's identifier: none where the candidate left it open; where the identifier
    /// is absent the response has its declared default.
    /// </param>
    public static ProcessingOutcomes Evaluate(ResponseProcessing processing, IReadOnlyDictionary<string, IReadOnlyList<string>> responses) =>
        Evaluate(processing, responses, new StepBudget(StepBudget.OfOneEvaluation));

    internal static ProcessingOutcomes Evaluate(
        ResponseProcessing processing, IReadOnlyDictionary<string, IReadOnlyList<string>> responses, StepBudget budget)
    {
        var evaluation = new Evaluation(processing, responses, budget);
        return new ProcessingOutcomes(evaluation.Outcomes, !budget.IsExhausted);
    }

    /// <summary>The value of one expression before any rule ran.</summary>
    public static VariableValue? ValueOf(
        ProcessingNode expression, ResponseProcessing declarations, IReadOnlyDictionary<string, IReadOnlyList<string>> responses) =>
        new Evaluation(declarations with { Rules = [] }, responses, new StepBudget(StepBudget.OfOneEvaluation)).Evaluate(expression);

    private sealed class Evaluation
    {
        private readonly ResponseProcessing processing;
        private readonly Dictionary<string, VariableValue?> responses = new(StringComparer.Ordinal);
        private readonly ExpressionEvaluator expressions;
        private readonly StepBudget budget;
        private bool exited;

        public Evaluation(ResponseProcessing processing, IReadOnlyDictionary<string, IReadOnlyList<string>> given, StepBudget budget)
        {
            this.processing = processing;
            this.budget = budget;
            budget.Spend(processing.Responses.Count + processing.Outcomes.Count);
            foreach (var declared in processing.Responses)
            {
                var values = given.TryGetValue(declared.Identifier, out var answer) ? answer : declared.Default ?? [];
                responses[declared.Identifier] = Parse(declared.BaseType, declared.Cardinality, values);
            }

            responses.TryAdd(ResponseProcessing.Attempts, VariableValue.Integer(1));
            Outcomes[ResponseProcessing.CompletionStatus] = VariableValue.Parse(BaseType.Identifier, Cardinality.Single, ["unknown"]);
            foreach (var declared in processing.Outcomes)
            {
                Outcomes[declared.Identifier] = Initial(declared);
            }

            expressions = new ExpressionEvaluator(processing, identifier =>
                responses.TryGetValue(identifier, out var response) ? response : Outcomes.GetValueOrDefault(identifier), budget);
            Run(processing.Rules);
        }

        public Dictionary<string, VariableValue?> Outcomes { get; } = new(StringComparer.Ordinal);

        public VariableValue? Evaluate(ProcessingNode expression) => expressions.Evaluate(expression);

        // Numbers begin at 0, everything else at NULL.
        private static VariableValue? Initial(OutcomeDeclaration declared) => declared switch
        {
            { Default: { } texts } => Parse(declared.BaseType, declared.Cardinality, texts),
            { Cardinality: Cardinality.Single, BaseType: BaseType.Integer } => VariableValue.Integer(0),
            { Cardinality: Cardinality.Single, BaseType: BaseType.Float } => VariableValue.Float(0),
            _ => null,
        };

        private static VariableValue? Parse(BaseType? baseType, Cardinality cardinality, IReadOnlyList<string> texts) =>
            baseType is { } type ? VariableValue.Parse(type, cardinality, texts) : null;

        private void Run(IEnumerable<ProcessingNode> rules)
        {
            foreach (var rule in rules)
            {
                if (exited || budget.IsExhausted)
                {
                    return;
                }

                Run(rule);
            }
        }

        private void Run(ProcessingNode rule)
        {
            switch (rule.Name)
            {
                case "response-condition":
                    RunCondition(rule);
                    break;
                case "response-processing-fragment":
                    Run(rule.Children);
                    break;
                case "set-outcome-value" when rule.Children is [var expression]:
                    Set(rule.Identifier, expressions.Evaluate(expression));
                    break;
                case "lookup-outcome-value" when rule.Children is [var expression]:
                    Set(rule.Identifier, LookUp(rule.Identifier, expressions.Evaluate(expression)));
                    break;
                case "exit-response":
                    exited = true;
                    break;
            }
        }

        private void RunCondition(ProcessingNode condition)
        {
            foreach (var branch in condition.Children)
            {
                if (branch.Name == "response-else")
                {
                    Run(branch.Children);
                    return;
                }

                // NULL is not true.
                if (branch.Children is [var expression, ..] && expressions.Evaluate(expression) is { Only: true })
                {
                    Run(branch.Children.Skip(1));
                    return;
                }
            }
        }

        private void Set(string identifier, VariableValue? value)
        {
            if (identifier == ResponseProcessing.CompletionStatus && processing.Outcome(identifier) is null)
            {
                Outcomes[identifier] = value;
            }
            else if (processing.Outcome(identifier) is { BaseType: { } baseType } declared)
            {
                Outcomes[identifier] = value?.Cardinality == declared.Cardinality ? value.As(baseType) : null;
            }
        }

        private VariableValue? LookUp(string identifier, VariableValue? source)
        {
            if (source is not { IsNumber: true, Cardinality: Cardinality.Single } || processing.Outcome(identifier) is not { BaseType: { } baseType } declared)
            {
                return null;
            }

            budget.Spend((declared.MatchTable?.Entries.Count ?? 0) + (declared.InterpolationTable?.Entries.Count ?? 0));
            var number = VariableValue.Number(source.Only);
            var target = declared switch
            {
                { MatchTable: { } table } => table.Entries.FirstOrDefault(entry => entry.Source == number)?.Target ?? table.DefaultValue,
                { InterpolationTable: { } table } => table.Entries.FirstOrDefault(entry => Reaches(number, entry))?.Target ?? table.DefaultValue,
                _ => null,
            };
            return target is null ? null : VariableValue.Parse(baseType, Cardinality.Single, [target]);
        }

        private static bool Reaches(double number, InterpolationTableEntry entry) =>
            number > (double)entry.Boundary || (entry.IncludeBoundary && number == (double)entry.Boundary);
    }
}
