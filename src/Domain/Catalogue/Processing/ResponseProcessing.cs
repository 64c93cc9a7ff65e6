namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>
/// How an item of QTI is scored, as data: its variables and the rules that set them. An item has it where no key of
/// ours says the same.
/// </summary>
public sealed record ResponseProcessing
{
    /// <summary>The outcome that is the item's points.</summary>
    public const string Score = "SCORE";

    /// <summary>By convention the outcome that tells how many points there are at most.</summary>
    public const string MaxScore = "MAXSCORE";

    /// <summary>The outcome that every item has, declared or not.</summary>
    public const string CompletionStatus = "completionStatus";

    /// <summary>The response that every item has: how often the candidate tried, here always once.</summary>
    public const string Attempts = "numAttempts";

    /// <summary>Bounds on what is stored and evaluated; JSON as we read it ends at a depth of 64, two for each element.</summary>
    public const int MaxDepth = 24;

    public const int MaxNodes = 5_000;

    public IReadOnlyList<ResponseDeclaration> Responses { get; init; } = [];

    public IReadOnlyList<OutcomeDeclaration> Outcomes { get; init; } = [];

    public IReadOnlyList<ProcessingNode> Rules { get; init; } = [];

    internal ResponseDeclaration? Response(string identifier) => Responses.FirstOrDefault(declared => declared.Identifier == identifier);

    internal OutcomeDeclaration? Outcome(string identifier) => Outcomes.FirstOrDefault(declared => declared.Identifier == identifier);

    internal IEnumerable<ProcessingNode> AllNodes() => Rules.SelectMany(Within);

    private static IEnumerable<ProcessingNode> Within(ProcessingNode node) => node.Children.SelectMany(Within).Prepend(node);
}
