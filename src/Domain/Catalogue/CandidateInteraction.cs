namespace Cesuur.Domain.Catalogue;

/// <summary>What a candidate responds to, without what is right. All texts are fragments of HTML.</summary>
public abstract record CandidateInteraction
{
    public required ItemType Type { get; init; }

    public required string Prompt { get; init; }

    /// <summary>The text that is worked on; <c>data-choice</c> and <c>data-gap</c> mark its choices and its gaps.</summary>
    public string? Passage { get; init; }

    /// <summary>In the order in which this candidate sees them.</summary>
    public required IReadOnlyList<CandidateChoice> Choices { get; init; }

    /// <summary>What the choices are matched with.</summary>
    public required IReadOnlyList<CandidateChoice> Targets { get; init; }

    public int? MinChoices { get; init; }

    public int? MaxChoices { get; init; }

    public int? MinWords { get; init; }

    public int? MaxWords { get; init; }

    /// <summary>Characters of a text entry, lines of an extended text.</summary>
    public int? ExpectedLength { get; init; }

    public int? PreparationSeconds { get; init; }

    public int? SpeakingSeconds { get; init; }

    public int? MaxRecordings { get; init; }

    public required IReadOnlyList<string> FileTypes { get; init; }
}

/// <summary>A part of a composite item as a candidate sees it; its place in the body is the element with this <c>data-part</c>.</summary>
public sealed record CandidatePart : CandidateInteraction
{
    public required string Identifier { get; init; }

    internal static CandidatePart From(Part part, string salt, CandidateView view) => new()
    {
        Identifier = part.Identifier,
        Type = part.Type,
        Prompt = view.Text(part.Prompt),
        Passage = view.TextOrNone(part.Passage),
        Choices = CandidateChoice.From(part.Choices, part.Shuffle, $"{salt} {part.Identifier}", view),
        Targets = CandidateChoice.From(part.Targets, part.Shuffle && part.Type == ItemType.Match, $"{salt} {part.Identifier} targets", view),
        MinChoices = part.MinChoices,
        MaxChoices = part.MaxChoices,
        MinWords = part.MinWords,
        MaxWords = part.MaxWords,
        ExpectedLength = part.ExpectedLength,
        PreparationSeconds = part.PreparationSeconds,
        SpeakingSeconds = part.SpeakingSeconds,
        MaxRecordings = part.MaxRecordings,
        FileTypes = part.FileTypes,
    };
}
