using System.Text;
using System.Text.Json.Serialization;
using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Catalogue;

/// <summary>A question or task. It is scored by its key, or rated by its rubric.</summary>
public sealed record Item : IIdentified
{
    /// <summary>A bound on what is stored, far above what any task asks for.</summary>
    public const int MaxTextLength = 20_000;

    public static string IdPrefix => "item";

    /// <summary>Absent in content that is new; given by <see cref="TestContent.WithItemIds"/>.</summary>
    public Id<Item> Id { get; init; }

    /// <summary>The author's own name for the item, kept through QTI.</summary>
    public required string Identifier { get; init; }

    public required ItemType Type { get; init; }

    /// <summary>The identifier of the stimulus in the same section that the item is about.</summary>
    public string? Stimulus { get; init; }

    public required string Prompt { get; init; }

    public IReadOnlyList<Choice> Choices { get; init; } = [];

    /// <summary>
    /// How long an extended text should at most be. It guides candidate and rater and refuses
    /// nothing: a text too long is still an answer, and must not be lost.
    /// </summary>
    public int? MaxWords { get; init; }

    public int? PreparationSeconds { get; init; }

    /// <summary>How long is recorded: 20 s, 30 s or 2 min at the state exam (N annex 2).</summary>
    public int? SpeakingSeconds { get; init; }

    public ScoringKey? Key { get; init; }

    public Rubric? Rubric { get; init; }

    [JsonIgnore]
    public int MaxPoints => Key?.Points ?? Rubric?.MaxPoints ?? 0;

    /// <summary>
    /// What is wrong with an answer to this item, as a pointer into the answer, or nothing.
    /// Whether a recording exists and is the candidate's own is for the caller to look up.
    /// </summary>
    public ErrorDetail? Check(Answer answer) => (Type, answer) switch
    {
        (ItemType.SingleChoice, { Choice: { } choice, Text: null, RecordingId: null }) => CheckChoice(choice),
        (ItemType.ExtendedText, { Text: { } text, Choice: null, RecordingId: null }) => CheckText(text),
        (ItemType.RecordedSpeech, { RecordingId: not null, Choice: null, Text: null }) => null,
        _ => new ErrorDetail("", AnswerErrors.Mismatch.Code, $"This item takes {ExpectedMember}, and nothing else."),
    };

    private string ExpectedMember => Type switch
    {
        ItemType.SingleChoice => "a choice",
        ItemType.ExtendedText => "a text",
        _ => "a recordingId",
    };

    private ErrorDetail? CheckChoice(string choice) =>
        Choices.Any(known => known.Id == choice)
            ? null
            : new ErrorDetail("/choice", AnswerErrors.UnknownChoice.Code, AnswerErrors.UnknownChoice.Title);

    private static ErrorDetail? CheckText(string text)
    {
        if (text.Length > MaxTextLength)
        {
            return new ErrorDetail(
                "/text", AnswerErrors.TextTooLong.Code, $"A text has at most {MaxTextLength} characters.");
        }

        return IsStorable(text)
            ? null
            : new ErrorDetail("/text", AnswerErrors.TextNotStorable.Code, AnswerErrors.TextNotStorable.Title);
    }

    // PostgreSQL stores neither U+0000 nor half a surrogate pair.
    private static bool IsStorable(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune) || rune.Value == 0)
            {
                return false;
            }

            i += rune.Utf16SequenceLength;
        }

        return true;
    }
}
