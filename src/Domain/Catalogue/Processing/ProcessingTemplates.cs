using System.Text.RegularExpressions;

namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>The response processing templates that the specification publishes, as the rules that they stand for.</summary>
public static partial class ProcessingTemplates
{
    private const string Response = "RESPONSE";

    private static readonly string[] Named = ["match_correct", "map_response"];

    /// <summary>The address of a template, as version 3.0 has it.</summary>
    public static string AddressOf(string name) => $"https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{name}.xml";

    /// <summary>
    /// The rules of the template with this address, of any version from 2.0 to 3.0, for an item with these outcomes; or
    /// null where it is none we know.
    /// </summary>
    public static IReadOnlyList<ProcessingNode>? Expand(string address, IReadOnlyList<OutcomeDeclaration> outcomes) =>
        Address().Match(address.Trim()) is { Success: true } match ? RulesOf(match.Groups["name"].Value, outcomes) : null;

    /// <summary>The name of the template that stands for these rules, where one does.</summary>
    public static string? NameOf(IReadOnlyList<ProcessingNode> rules) =>
        Named.FirstOrDefault(name => ProcessingNode.AreSame(RulesOf(name, [])!, rules));

    // In files the addresses are about in both schemes, on several hosts, with and without the extension.
    [GeneratedRegex(@"\Ahttps?://(?:\w+\.)?imsglobal\.org/(?:[\w.-]+/)*rptemplates/(?<name>\w+)(?:\.xml)?\z")]
    private static partial Regex Address();

    private static IReadOnlyList<ProcessingNode>? RulesOf(string name, IReadOnlyList<OutcomeDeclaration> outcomes)
    {
        var isRight = Nodes.Match(Nodes.Variable(Response), Nodes.Correct(Response));
        var mapped = Nodes.Condition(
            Nodes.IsNull(Nodes.Variable(Response)), [Nodes.SetScore(Nodes.Float(0))], [Nodes.SetScore(Nodes.MapResponse(Response))]);
        return name switch
        {
            "match_correct" => [Nodes.Condition(isRight, [Nodes.SetScore(Nodes.Float(1))], [Nodes.SetScore(Nodes.Float(0))])],
            "map_response" => [mapped],
            "map_response_point" =>
                [Nodes.SetScore(new ProcessingNode { Name = "map-response-point", Attributes = Nodes.Named(Response) })],
            "CC2_match_basic" =>
            [
                Nodes.Condition(
                    isRight,
                    [Nodes.SetScore(Nodes.Variable(ResponseProcessing.MaxScore)), .. Feedback("FEEDBACKBASIC", "correct")],
                    Feedback("FEEDBACKBASIC", "incorrect")),
            ],
            "CC2_map_response" =>
            [
                mapped,
                Nodes.Condition(
                    Nodes.Equal(Nodes.Variable(ResponseProcessing.MaxScore), Nodes.Variable(ResponseProcessing.Score)),
                    Feedback("FEEDBACK", "correct"),
                    Feedback("FEEDBACK", "incorrect")),
            ],
            // Renderings of it differ in whether a right answer earns 1 or MAXSCORE; where that is the same, it is known.
            "CC2_match" when IsWorthOne(outcomes) =>
                [Nodes.Condition(isRight, [Nodes.SetScore(Nodes.Float(1))], [Nodes.SetScore(Nodes.Float(0))])],
            _ => null,
        };

        // An item that declares no feedback shows none.
        ProcessingNode[] Feedback(string outcome, string value) => outcomes.Any(declared => declared.Identifier == outcome)
            ? [Nodes.Set(outcome, Nodes.Base("identifier", value))]
            : [];
    }

    private static bool IsWorthOne(IReadOnlyList<OutcomeDeclaration> outcomes) =>
        outcomes.FirstOrDefault(declared => declared.Identifier == ResponseProcessing.MaxScore) is not { } declared
        || (declared.Default is [var only] && VariableValue.Read(BaseType.Float, only) is 1.0);
}
