using System.Text.Json.Serialization;

namespace Cesuur.Domain.Catalogue;

/// <summary>
/// One way of responding: what an item is, or each part of a composite one. Which members count follows from
/// <see cref="Type"/>; all texts are <see cref="RichText"/>.
/// </summary>
public abstract record Interaction
{
    public required ItemType Type { get; init; }

    /// <summary>The question or the task.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>
    /// The text that is worked on: at hot text with a <c>span data-choice</c> for each choice, at gap match with a
    /// <c>span data-gap</c> for each target.
    /// </summary>
    public string? Passage { get; init; }

    public IReadOnlyList<Choice> Choices { get; init; } = [];

    /// <summary>What the choices are matched with: the other set, or the gaps.</summary>
    public IReadOnlyList<Choice> Targets { get; init; } = [];

    /// <summary>Whether the choices, and at matching the targets, are shuffled: for each sitting in its own order, which is kept.</summary>
    public bool Shuffle { get; init; }

    /// <summary>How many choices or pairs there are at least in an answer. It guides the candidate and refuses nothing.</summary>
    public int? MinChoices { get; init; }

    /// <summary>How many choices or pairs an answer has at most; absent: any number.</summary>
    public int? MaxChoices { get; init; }

    /// <summary>How long an extended text should at least be; guides, and refuses nothing.</summary>
    public int? MinWords { get; init; }

    /// <summary>
    /// How long an extended text should at most be. It guides candidate and rater and refuses
    /// nothing: a text too long is still an answer, and must not be lost.
    /// </summary>
    public int? MaxWords { get; init; }

    /// <summary>How many characters a text entry, or lines an extended text, is expected to have: how wide its field is.</summary>
    public int? ExpectedLength { get; init; }

    public int? PreparationSeconds { get; init; }

    /// <summary>How long is recorded: 20 s, 30 s or 2 min at the state exam (N annex 2).</summary>
    public int? SpeakingSeconds { get; init; }

    /// <summary>How often a task may be recorded, or a file sent, the first time included; absent: at most <see cref="Delivery.Recording.MaxPerItem"/> times.</summary>
    public int? MaxRecordings { get; init; }

    /// <summary>The types of file that an upload takes, of <see cref="Catalogue.FileTypes"/>.</summary>
    public IReadOnlyList<string> FileTypes { get; init; } = [];

    public ScoringKey? Key { get; init; }

    /// <summary>The types of file that answer it; none for what is answered otherwise.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> AnswerFileTypes => Type switch
    {
        ItemType.RecordedSpeech => Delivery.Recording.SpeechTypes,
        ItemType.FileUpload => FileTypes,
        _ => [],
    };

    /// <summary>Whether a person rates it, since no key can.</summary>
    [JsonIgnore]
    public bool IsOpen => Type is ItemType.ExtendedText or ItemType.RecordedSpeech or ItemType.FileUpload;
}
