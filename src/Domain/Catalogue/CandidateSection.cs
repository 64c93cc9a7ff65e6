namespace Cesuur.Domain.Catalogue;

/// <summary>A section as a candidate sees it.</summary>
public sealed record CandidateSection
{
    public required string Identifier { get; init; }

    public required string Title { get; init; }

    /// <summary>A fragment of HTML.</summary>
    public string? Instructions { get; init; }

    public required Navigation Navigation { get; init; }

    public int? TimeLimitSeconds { get; init; }

    public required IReadOnlyList<Stimulus> Stimuli { get; init; }

    /// <summary>In the order in which this candidate sees them.</summary>
    public required IReadOnlyList<CandidateItem> Items { get; init; }

    public static CandidateSection From(Section section, CandidateView view) => new()
    {
        Identifier = section.Identifier,
        Title = section.Title,
        Instructions = view.TextOrNone(section.Instructions),
        Navigation = section.Navigation,
        TimeLimitSeconds = section.TimeLimitSeconds,
        Stimuli = [.. section.Stimuli.Select(stimulus => stimulus with { Text = view.TextOrNone(stimulus.Text) })],
        Items =
        [
            .. (section.Shuffle ? Shuffling.Shuffle(section.Items, view.Seed, section.Identifier, _ => false) : section.Items)
                .Select(item => CandidateItem.From(item, view)),
        ],
    };
}
