namespace Cesuur.Domain.Catalogue;

/// <summary>An item as a candidate sees it.</summary>
public sealed record CandidateItem
{
    public required Id<Item> Id { get; init; }

    public required string Identifier { get; init; }

    public required ItemType Type { get; init; }

    /// <summary>The identifier of the stimulus in the same section that the item is about.</summary>
    public string? Stimulus { get; init; }

    public required string Prompt { get; init; }

    public required IReadOnlyList<Choice> Choices { get; init; }

    public int? MaxWords { get; init; }

    public int? PreparationSeconds { get; init; }

    public int? SpeakingSeconds { get; init; }

    public static CandidateItem From(Item item) => new()
    {
        Id = item.Id,
        Identifier = item.Identifier,
        Type = item.Type,
        Stimulus = item.Stimulus,
        Prompt = item.Prompt,
        Choices = item.Choices,
        MaxWords = item.MaxWords,
        PreparationSeconds = item.PreparationSeconds,
        SpeakingSeconds = item.SpeakingSeconds,
    };
}
