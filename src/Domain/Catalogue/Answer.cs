using System.Text.Json.Serialization;
using Cesuur.Domain.Delivery;

namespace Cesuur.Domain.Catalogue;

/// <summary>A candidate's answer to one item, or to one part: the one member that its type asks for is set, and is all that is written.</summary>
public sealed record Answer
{
    /// <summary>The id of the choice, at single and inline choice.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Choice { get; init; }

    /// <summary>The ids of the choices, at multiple choice and hot text; at ordering in the order given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>Choices with their targets, at matching and gap match.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Pair>? Pairs { get; init; }

    /// <summary>The text as typed, at text entry and extended text; at most 20,000 UTF-16 code units.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    /// <summary>The recording or the file as it was received, at recorded speech and file upload.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Id<Recording>? RecordingId { get; init; }

    /// <summary>The answers to the parts of a composite item, by the part's identifier; parts left open are absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, Answer>? Parts { get; init; }

    /// <summary>
    /// What a receipt's checksum is taken of: the choice, the text or the recording's id; several choices, or pairs as
    /// <c>source target</c>, on a line each; parts on a line each as <c>identifier=</c> and that part's, in the order of their identifiers.
    /// </summary>
    public string AsReceived() => this switch
    {
        { Parts: { } parts } => string.Join('\n', parts.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => $"{part.Key}={part.Value.AsReceived()}")),
        { RecordingId: { } recording } => recording.ToString(),
        { Choice: { } choice } => choice,
        { Text: { } text } => text,
        _ => string.Join('\n', Values()),
    };

    /// <summary>The answer in the form of a key's values; none for what no key scores.</summary>
    public IReadOnlyList<string> Values() => this switch
    {
        { Choice: { } choice } => [choice],
        { Choices: { } choices } => choices,
        { Pairs: { } pairs } => [.. pairs.Select(pair => $"{pair.Source} {pair.Target}")],
        { Text: { Length: > 0 } text } => [text],
        _ => [],
    };

    /// <summary>The recordings that the answer names, its parts' included, and where.</summary>
    public IEnumerable<(string Pointer, Id<Recording> Id)> Recordings() =>
    [
        .. RecordingId is { } recording ? [("/recordingId", recording)] : Array.Empty<(string, Id<Recording>)>(),
        .. from part in Parts ?? new Dictionary<string, Answer>()
           from nested in part.Value.Recordings()
           select ($"/parts/{JsonPointer.Escape(part.Key)}{nested.Pointer}", nested.Id),
    ];
}

/// <summary>A choice with the target that it was matched with, by their ids.</summary>
public sealed record Pair(string Source, string Target);
