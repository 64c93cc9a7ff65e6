namespace Cesuur.Domain.Catalogue;

/// <summary>One of what an item offers: to choose, to order, to match, or to match with. Whether it is right only the key knows.</summary>
public sealed record Choice
{
    /// <summary>Without spaces, as in QTI: a pair is written as two of them with a space between.</summary>
    public required string Id { get; init; }

    /// <summary>A <see cref="RichText"/>; empty for a gap.</summary>
    public string Text { get; init; } = "";

    /// <summary>Keeps its place when the others are shuffled, such as "none of these".</summary>
    public bool Fixed { get; init; }

    /// <summary>In how many pairs it may be; absent: one, at matching and in gaps; 0: any number.</summary>
    public int? MatchMax { get; init; }

    internal int PairsAtMost => MatchMax switch { null => 1, > 0 and var most => most, _ => int.MaxValue };
}
