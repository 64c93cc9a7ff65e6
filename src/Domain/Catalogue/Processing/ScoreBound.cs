namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>
/// A bound that no response can exceed: the rules are followed with intervals in the place of numbers, both ways at
/// every condition. What depends on a number that is typed, or is computed in another way than below, has none.
/// </summary>
internal sealed class ScoreBound
{
    private readonly ResponseProcessing processing;
    private readonly List<Dictionary<string, Interval?>> ends = [];
    private Dictionary<string, Interval?> state;

    private ScoreBound(ResponseProcessing processing)
    {
        this.processing = processing;
        state = processing.Outcomes.ToDictionary(declared => declared.Identifier, Initial, StringComparer.Ordinal);
    }

    public static decimal? Of(ResponseProcessing processing)
    {
        try
        {
            var bound = new ScoreBound(processing);
            bound.Run(processing.Rules);
            return bound.ends.Append(bound.state).Select(end => end.GetValueOrDefault(ResponseProcessing.Score)).Aggregate(Either)?.Most;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static Interval? Initial(OutcomeDeclaration declared) => declared switch
    {
        { Cardinality: not Cardinality.Single } => null,
        { Default: [var text] } => Number(text),
        { Default: null, BaseType: BaseType.Integer or BaseType.Float } => new Interval(0, 0),
        _ => null,
    };

    private static Interval? Number(string? text) =>
        VariableValue.Read(BaseType.Float, text ?? "") is double number && Math.Abs(number) < 1e9 ? new Interval((decimal)number, (decimal)number) : null;

    private void Run(IEnumerable<ProcessingNode> rules)
    {
        foreach (var rule in rules)
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
                    state[rule.Identifier] = Of(expression);
                    break;
                case "exit-response":
                    ends.Add(new(state, StringComparer.Ordinal));
                    break;
                case "lookup-outcome-value":
                    state[rule.Identifier] = null;
                    break;
            }
        }
    }

    // Any branch may be taken, or none of them where there is no else.
    private void RunCondition(ProcessingNode condition)
    {
        var before = state;
        var taken = new List<Dictionary<string, Interval?>>();
        foreach (var branch in condition.Children)
        {
            state = new(before, StringComparer.Ordinal);
            Run(branch.Name == "response-else" ? branch.Children : branch.Children.Skip(1));
            taken.Add(state);
        }

        if (!condition.Children.Any(branch => branch.Name == "response-else"))
        {
            taken.Add(before);
        }

        state = before.Keys.ToDictionary(name => name, name => taken.Select(end => end[name]).Aggregate(Either), StringComparer.Ordinal);
    }

    private Interval? Of(ProcessingNode expression) => expression.Name switch
    {
        "base-value" => Number(expression.Text),
        "variable" => state.GetValueOrDefault(expression.Identifier),
        "map-response" when processing.Response(expression.Identifier) is { Mapping: { } mapping } declared => Of(mapping, declared),
        "sum" => expression.Children.Select(Of).Aggregate((Interval?)new Interval(0, 0), Sum),
        "subtract" when expression.Children is [var one, var other] && Of(other) is { } less => Sum(Of(one), new Interval(-less.Most, -less.Least)),
        _ => null,
    };

    private static Interval? Of(ResponseMapping mapping, ResponseDeclaration declared)
    {
        var points = mapping.Entries.DistinctBy(entry => entry.Key).Select(entry => entry.Value).Append(mapping.DefaultValue).ToList();
        if (declared.Cardinality == Cardinality.Single)
        {
            return new Interval(mapping.Bounded(points.Min()), mapping.Bounded(points.Max()));
        }

        // Values that are not named may be given any number of times.
        return mapping.DefaultValue != 0 ? null
            : new Interval(mapping.Bounded(points.Where(one => one < 0).Sum()), mapping.Bounded(points.Where(one => one > 0).Sum()));
    }

    private static Interval? Sum(Interval? one, Interval? other) =>
        one is null || other is null ? null : new Interval(one.Least + other.Least, one.Most + other.Most);

    private static Interval? Either(Interval? one, Interval? other) =>
        one is null || other is null ? null : new Interval(Math.Min(one.Least, other.Least), Math.Max(one.Most, other.Most));

    private sealed record Interval(decimal Least, decimal Most);
}
