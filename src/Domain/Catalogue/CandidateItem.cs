namespace Cesuur.Domain.Catalogue;

/// <summary>An item as a candidate sees it.</summary>
public sealed record CandidateItem : CandidateInteraction
{
    public required Id<Item> Id { get; init; }

    public required string Identifier { get; init; }

    /// <summary>The identifier of the stimulus in the same section that the item is about.</summary>
    public string? Stimulus { get; init; }

    /// <summary>What stands around the interactions; <c>data-part</c> marks the place of a part.</summary>
    public string? Body { get; init; }

    /// <summary>The interactions of a composite item.</summary>
    public required IReadOnlyList<CandidatePart> Parts { get; init; }

    public int? TimeLimitSeconds { get; init; }

    public static CandidateItem From(Item item, CandidateView view)
    {
        var salt = item.Id.ToString();
        return new CandidateItem
        {
            Id = item.Id,
            Identifier = item.Identifier,
            Type = item.Type,
            Stimulus = item.Stimulus,
            Prompt = view.Text(item.Prompt),
            Passage = view.TextOrNone(item.Passage),
            Body = view.TextOrNone(item.Body),
            Choices = CandidateChoice.From(item.Choices, item.Shuffle, salt, view),
            Targets = CandidateChoice.From(item.Targets, item.Shuffle && item.Type == ItemType.Match, $"{salt} targets", view),
            Parts = [.. item.Parts.Select(part => CandidatePart.From(part, salt, view))],
            MinChoices = item.MinChoices,
            MaxChoices = item.MaxChoices,
            MinWords = item.MinWords,
            MaxWords = item.MaxWords,
            ExpectedLength = item.ExpectedLength,
            PreparationSeconds = item.PreparationSeconds,
            SpeakingSeconds = item.SpeakingSeconds,
            MaxRecordings = item.MaxRecordings,
            FileTypes = item.FileTypes,
            TimeLimitSeconds = item.TimeLimitSeconds,
        };
    }
}
