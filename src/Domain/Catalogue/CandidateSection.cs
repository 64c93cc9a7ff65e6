namespace Cesuur.Domain.Catalogue;

/// <summary>A section as a candidate sees it.</summary>
public sealed record CandidateSection
{
    public required string Identifier { get; init; }

    public required string Title { get; init; }

    public string? Instructions { get; init; }

    public required Navigation Navigation { get; init; }

    public required IReadOnlyList<Stimulus> Stimuli { get; init; }

    public required IReadOnlyList<CandidateItem> Items { get; init; }

    public static CandidateSection From(Section section) => new()
    {
        Identifier = section.Identifier,
        Title = section.Title,
        Instructions = section.Instructions,
        Navigation = section.Navigation,
        Stimuli = section.Stimuli,
        Items = [.. section.Items.Select(CandidateItem.From)],
    };
}
