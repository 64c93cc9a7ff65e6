namespace Cesuur.Domain.Catalogue;

/// <summary>How content is shown to one candidate.</summary>
/// <param name="Seed">The order of what is shuffled.</param>
/// <param name="AddressOf">Where a file of the texts is found.</param>
public sealed record CandidateView(long Seed, Func<Id<Media>, string> AddressOf)
{
    internal string Text(string text) => MediaReferences.Resolve(text, AddressOf);

    /// <summary>A text as this candidate's browser can show it.</summary>
    public string? TextOrNone(string? text) => text is null ? null : Text(text);
}
