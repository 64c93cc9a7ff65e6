using System.Globalization;

namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>The elements that our own processing is made of.</summary>
internal static class Nodes
{
    public static Dictionary<string, string> Named(string identifier) => new() { ["identifier"] = identifier };

    public static ProcessingNode Variable(string identifier) => new() { Name = "variable", Attributes = Named(identifier) };

    public static ProcessingNode Correct(string identifier) => new() { Name = "correct", Attributes = Named(identifier) };

    public static ProcessingNode MapResponse(string identifier) => new() { Name = "map-response", Attributes = Named(identifier) };

    public static ProcessingNode Base(string baseType, string text) =>
        new() { Name = "base-value", Attributes = new Dictionary<string, string> { ["base-type"] = baseType }, Text = text };

    public static ProcessingNode Float(decimal value) => Base("float", value.ToString(CultureInfo.InvariantCulture));

    public static ProcessingNode Match(ProcessingNode one, ProcessingNode other) => Of("match", one, other);

    public static ProcessingNode Equal(ProcessingNode one, ProcessingNode other) =>
        Of("equal", one, other) with { Attributes = new Dictionary<string, string> { ["tolerance-mode"] = "exact" } };

    public static ProcessingNode IsSameText(ProcessingNode one, ProcessingNode other) =>
        Of("string-match", one, other) with { Attributes = new Dictionary<string, string> { ["case-sensitive"] = "false" } };

    public static ProcessingNode IsNull(ProcessingNode operand) => Of("is-null", operand);

    public static ProcessingNode Or(IReadOnlyList<ProcessingNode> operands) => operands is [var only] ? only : Of("or", [.. operands]);

    public static ProcessingNode Sum(ProcessingNode one, ProcessingNode other) => Of("sum", one, other);

    public static ProcessingNode Set(string outcome, ProcessingNode value) => Of("set-outcome-value", value) with { Attributes = Named(outcome) };

    public static ProcessingNode SetScore(ProcessingNode value) => Set(ResponseProcessing.Score, value);

    public static ProcessingNode Condition(ProcessingNode expression, ProcessingNode[] rules, ProcessingNode[]? otherwise = null) => Of(
        "response-condition",
        [Of("response-if", [expression, .. rules]), .. otherwise is { Length: > 0 } ? [Of("response-else", otherwise)] : Array.Empty<ProcessingNode>()]);

    private static ProcessingNode Of(string name, params ProcessingNode[] children) => new() { Name = name, Children = children };
}
