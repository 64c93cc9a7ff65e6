namespace Cesuur.Domain.Catalogue;

/// <summary>
/// What a candidate sees of a test. Keys and rubrics are secret (N art. 2.3, annex 5), and these
/// types have no member that could carry one: an answer built from them cannot leak.
/// </summary>
public sealed record CandidateContent
{
    /// <summary>A fragment of HTML.</summary>
    public string? Instructions { get; init; }

    public required IReadOnlyList<CandidateSection> Sections { get; init; }

    public static CandidateContent From(TestContent content, CandidateView view) => new()
    {
        Instructions = view.TextOrNone(content.Instructions),
        Sections = [.. content.Sections.Select(section => CandidateSection.From(section, view))],
    };
}
