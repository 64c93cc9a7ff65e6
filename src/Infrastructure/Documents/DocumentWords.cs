using System.Text.Json;

namespace Cesuur.Infrastructure.Documents;

/// <summary>The words of the documents in one language: those that the templates of PDFs use, for documents that are made otherwise.</summary>
public sealed class DocumentWords
{
    private static readonly Lazy<Dictionary<string, DocumentWords>> All = new(Read);

    private readonly JsonElement _words;

    private DocumentWords(string language, JsonElement words) => (Language, _words) = (language, words);

    public string Language { get; }

    public string this[string name] => _words.GetProperty(name).GetString()!;

    /// <param name="language"><c>nl</c> or <c>en</c>.</param>
    public static DocumentWords Of(string language) => All.Value[language];

    /// <summary>A sentence with its places filled in.</summary>
    public string Say(string name, params (string Place, object Value)[] values) => values.Aggregate(
        this[name], (sentence, value) => sentence.Replace("{" + value.Place + "}", $"{value.Value}", StringComparison.Ordinal));

    /// <summary>A day in digits.</summary>
    public string Day(DateOnly day) => Say("shortDay", ("year", $"{day.Year:0000}"), ("month", $"{day.Month:00}"), ("day", $"{day.Day:00}"));

    /// <summary>A day and a time of day, as they are where the time says it is.</summary>
    public string Moment(DateTimeOffset time) =>
        FormattableString.Invariant($"{time.Day} {_words.GetProperty("months")[time.Month - 1].GetString()} {time.Year}, {time:HH:mm}");

    private static Dictionary<string, DocumentWords> Read()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Documents", "Typst", "strings.json"));
        return JsonDocument.Parse(file).RootElement.EnumerateObject()
            .ToDictionary(language => language.Name, language => new DocumentWords(language.Name, language.Value));
    }
}
