using System.Collections.Concurrent;
using System.Text.RegularExpressions;

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

    public const int MaxDeclarations = 1_000;

    private readonly Dictionary<string, ResponseDeclaration> responses = [];
    private readonly Dictionary<string, OutcomeDeclaration> outcomes = [];

    // Compiling one takes much longer than matching, and every response is matched with all.
    private readonly ConcurrentDictionary<string, Regex?> patterns = new(StringComparer.Ordinal);

    public IReadOnlyList<ResponseDeclaration> Responses
    {
        get;
        init
        {
            field = value;
            responses = Indexed(value, declared => declared.Identifier);
        }
    } = [];

    public IReadOnlyList<OutcomeDeclaration> Outcomes
    {
        get;
        init
        {
            field = value;
            outcomes = Indexed(value, declared => declared.Identifier);
        }
    } = [];

    public IReadOnlyList<ProcessingNode> Rules { get; init; } = [];

    internal ResponseDeclaration? Response(string identifier) => responses.GetValueOrDefault(identifier);

    internal OutcomeDeclaration? Outcome(string identifier) => outcomes.GetValueOrDefault(identifier);

    /// <summary>A pattern of XML Schema for matching, or null for what is none.</summary>
    internal Regex? Pattern(string pattern) => patterns.GetOrAdd(pattern, text => XsdPattern.Translate(text, out _));

    internal IEnumerable<ProcessingNode> AllNodes() => Rules.SelectMany(Within);

    // Of two with one name the first is meant; the check refuses both.
    private static Dictionary<string, T> Indexed<T>(IReadOnlyList<T> declarations, Func<T, string> identifier)
    {
        var index = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var declared in declarations)
        {
            index.TryAdd(identifier(declared), declared);
        }

        return index;
    }

    private static IEnumerable<ProcessingNode> Within(ProcessingNode node) => node.Children.SelectMany(Within).Prepend(node);
}
