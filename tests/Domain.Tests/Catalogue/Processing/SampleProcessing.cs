using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Catalogue.Processing;

namespace Cesuur.Domain.Tests.Catalogue.Processing;

/// <summary>Declarations of each kind, to try rules and expressions on.</summary>
internal static class SampleProcessing
{
    private static readonly ResponseMapping Mapping = new()
    {
        LowerBound = -1,
        UpperBound = 4,
        DefaultValue = -0.5m,
        Entries = [new("A", 1), new("B", 2), new("A", 9)],
    };

    public static readonly ResponseProcessing Declarations = new()
    {
        Responses =
        [
            new() { Identifier = "ONE", Cardinality = Cardinality.Single, BaseType = BaseType.Identifier, Correct = ["B"], Mapping = Mapping },
            new()
            {
                Identifier = "MANY",
                Cardinality = Cardinality.Multiple,
                BaseType = BaseType.Identifier,
                Correct = ["A", "B"],
                Mapping = Mapping with { UpperBound = 2.5m },
            },
            new() { Identifier = "ROW", Cardinality = Cardinality.Ordered, BaseType = BaseType.Identifier, Correct = ["A", "B", "C"] },
            new() { Identifier = "PAIRS", Cardinality = Cardinality.Multiple, BaseType = BaseType.DirectedPair, Correct = ["A X", "B Y"] },
            new()
            {
                Identifier = "WORD",
                Cardinality = Cardinality.Single,
                BaseType = BaseType.String,
                Correct = ["York"],
                Mapping = new ResponseMapping { Entries = [new("York", 1, CaseSensitive: false), new("Leeds", 0.5m), new("", 0.25m)] },
            },
            new() { Identifier = "NUMBER", Cardinality = Cardinality.Single, BaseType = BaseType.Float, Correct = ["0.5"] },
            new() { Identifier = "OPEN", Cardinality = Cardinality.Single, BaseType = BaseType.String },
        ],
        Outcomes =
        [
            new() { Identifier = "SCORE", Cardinality = Cardinality.Single, BaseType = BaseType.Float },
            new() { Identifier = "MAXSCORE", Cardinality = Cardinality.Single, BaseType = BaseType.Float, Default = ["2"] },
            new() { Identifier = "COUNT", Cardinality = Cardinality.Single, BaseType = BaseType.Integer, Default = ["3"] },
            new() { Identifier = "NOTE", Cardinality = Cardinality.Single, BaseType = BaseType.Identifier },
            new()
            {
                Identifier = "GRADE",
                Cardinality = Cardinality.Single,
                BaseType = BaseType.Identifier,
                InterpolationTable = new InterpolationTable([new(8, "good"), new(5.5m, "pass"), new(2, "weak", IncludeBoundary: false)], "none"),
            },
            new()
            {
                Identifier = "PRIZE",
                Cardinality = Cardinality.Single,
                BaseType = BaseType.Float,
                MatchTable = new MatchTable([new(1, "0.5"), new(2, "1.5")]),
            },
        ],
    };

    /// <summary>The interactions of the responses, each with more choices than the declarations name.</summary>
    public static readonly IReadOnlyDictionary<string, Interaction> Interactions = new Dictionary<string, Interaction>
    {
        ["ONE"] = Part(ItemType.SingleChoice),
        ["MANY"] = Part(ItemType.MultipleChoice),
        ["ROW"] = Part(ItemType.Order),
        ["PAIRS"] = Part(ItemType.Match),
        ["WORD"] = Part(ItemType.TextEntry),
        ["NUMBER"] = Part(ItemType.TextEntry),
        ["OPEN"] = Part(ItemType.TextEntry),
    };

    public static Part Part(ItemType type, params string[] choices) => new()
    {
        Identifier = "RESPONSE",
        Type = type,
        Choices = [.. (choices.Length > 0 ? choices : ["A", "B", "C"]).Select(id => new Choice { Id = id })],
        Targets = type is ItemType.Match or ItemType.GapMatch ? [new Choice { Id = "X" }, new Choice { Id = "Y" }] : [],
    };

    public static ResponseProcessing With(string rules) => Declarations with { Rules = Notation.Nodes(rules) };

    public static Dictionary<string, IReadOnlyList<string>> Given(string response, params string[] values) => new() { [response] = values };
}
