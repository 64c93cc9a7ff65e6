namespace Cesuur.Domain.Rating;

/// <summary>
/// When the rater sets the flag, each of the criteria earns at most <see cref="MaxPoints"/>: for
/// adequacy when the stimulus was reinterpreted (N annex 1), for content and sentence formation when
/// a candidate only read aloud, for content when the speech act is missing (N annex 2).
/// </summary>
public sealed record Cap
{
    /// <summary>A word in snake_case, such as <c>read_aloud</c>; several caps may answer to one flag.</summary>
    public required string Flag { get; init; }

    public required IReadOnlyList<string> Criteria { get; init; }

    public required int MaxPoints { get; init; }

    /// <summary>Tells the rater when to set the flag.</summary>
    public string? Description { get; init; }
}
