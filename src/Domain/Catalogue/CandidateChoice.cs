namespace Cesuur.Domain.Catalogue;

/// <summary>A choice as a candidate sees it.</summary>
public sealed record CandidateChoice
{
    public required string Id { get; init; }

    /// <summary>A fragment of HTML; empty for a gap.</summary>
    public required string Text { get; init; }

    /// <summary>In how many pairs it may be; absent: one, at matching and in gaps; 0: any number.</summary>
    public int? MatchMax { get; init; }

    internal static IReadOnlyList<CandidateChoice> From(IReadOnlyList<Choice> choices, bool shuffle, string salt, CandidateView view) =>
        [.. (shuffle ? Shuffling.Shuffle(choices, view.Seed, salt, choice => choice.Fixed) : choices).Select(choice => new CandidateChoice
        {
            Id = choice.Id,
            Text = view.Text(choice.Text),
            MatchMax = choice.MatchMax,
        })];
}
