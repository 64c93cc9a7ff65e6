namespace Cesuur.Domain.Catalogue;

/// <summary>
/// The right answer of an interaction (N art. 1, <i>sleutel</i>). Values are ids of choices, typed texts, or pairs
/// written as the ids of choice and target with a space between.
/// </summary>
public sealed record ScoringKey
{
    /// <summary>
    /// What is right. At single and inline choice and text entry any of these; at multiple choice, hot text and
    /// matching exactly these; at ordering these in this order.
    /// </summary>
    public required IReadOnlyList<string> Correct { get; init; }

    /// <summary>What a right answer earns: one point, unless the test says otherwise (N annex 3 and 4).</summary>
    public decimal Points { get; init; } = 1;

    /// <summary>Partial credit: when there is a mapping it alone decides, and each different value given earns its points once.</summary>
    public IReadOnlyList<MappedValue>? Mapping { get; init; }

    /// <summary>What a value earns that is not in the mapping.</summary>
    public decimal MappingDefault { get; init; }

    /// <summary>A mapping comes to at least this, below 0 where wrong values cost points.</summary>
    public decimal? MinPoints { get; init; }

    /// <summary>A mapping comes to at most this.</summary>
    public decimal? MaxPoints { get; init; }

    /// <summary>How a typed text is compared; absent: to the letter.</summary>
    public TextMatching? Text { get; init; }
}

/// <summary>What one value earns. <paramref name="CaseSensitive"/>: whether case counts in comparing typed texts.</summary>
public sealed record MappedValue(string Value, decimal Points, bool CaseSensitive = true);

/// <summary>What does not count when a typed text is compared with a right one.</summary>
public sealed record TextMatching
{
    public bool IgnoreCase { get; init; }

    /// <summary>Spaces at the ends, and how many there are between words.</summary>
    public bool IgnoreSpaces { get; init; }

    public bool IgnoreAccents { get; init; }

    public bool IgnorePunctuation { get; init; }
}
