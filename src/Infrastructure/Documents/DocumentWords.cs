using System.Text.Json.Nodes;

namespace Cesuur.Infrastructure.Documents;

/// <summary>The words of documents in one language: those that the templates have, for documents made without one.</summary>
public sealed class DocumentWords
{
    private static readonly Lazy<JsonNode> All = new(() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Documents", "Typst", "strings.json")))!);

    private readonly JsonNode _words;

    public DocumentWords(string language)
    {
        _words = All.Value[language] ?? throw new ArgumentOutOfRangeException(nameof(language), language, "There are no words in this language.");
        Language = language;
    }

    public string Language { get; }

    /// <summary>A sentence with its places filled in.</summary>
    public string Say(string name, params (string Place, string Value)[] values) => values.Aggregate(
        _words[name]!.GetValue<string>(), (sentence, value) => sentence.Replace($"{{{value.Place}}}", value.Value, StringComparison.Ordinal));

    /// <summary>A day and a time of day, as they are where the time says it is.</summary>
    public string Moment(DateTimeOffset time) =>
        FormattableString.Invariant($"{time.Day} {_words["months"]![time.Month - 1]!.GetValue<string>()} {time.Year}, {time:HH:mm}");
}
