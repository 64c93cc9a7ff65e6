using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Results;

/// <summary>What a correction does to a published version.</summary>
public enum CorrectionKind
{
    /// <summary>Every candidate gets the item's maximum (N art. 5). Needs <c>itemId</c>.</summary>
    FullPoints,

    /// <summary>Every candidate gets at least so many points for the item, fewer than its maximum (N art. 5). Needs <c>itemId</c> and <c>points</c>.</summary>
    MinimumPoints,

    /// <summary>
    /// A rule besides those of the version (N art. 6). Of an item with a key: a response with <c>value</c> earns <c>points</c> more, or fewer below
    /// 0. Of a task that is rated: a <c>deduction</c> that raters apply by a flag; its ratings are opened again.
    /// </summary>
    ExtraRule,

    /// <summary>Another key (N art. 7): what was scored by the old one is scored again. Needs <c>itemId</c> and <c>key</c>, and <c>part</c> in a composite item.</summary>
    Key,

    /// <summary>Another rubric (N art. 7): ratings by the old one are opened again. Needs <c>itemId</c> and <c>rubric</c>.</summary>
    Rubric,

    /// <summary>Another cut score, now that the data are known (P §4). Needs <c>cutScore</c>.</summary>
    CutScore,

    /// <summary>Another table from points to scale scores. Needs <c>rows</c>.</summary>
    ConversionTable,
}

/// <summary>One change of a correction; which members it has besides <see cref="Kind"/> follows from the kind.</summary>
public sealed record CorrectionChange
{
    public required CorrectionKind Kind { get; init; }

    public Id<Item>? ItemId { get; init; }

    /// <summary>The response of a composite item.</summary>
    public string? Part { get; init; }

    /// <summary>In points of a result: of a task with two ratings that are summed, those of both.</summary>
    public decimal? Points { get; init; }

    /// <summary>As keys write it: the id of a choice, a typed text, or the ids of a pair with a space between.</summary>
    public string? Value { get; init; }

    public Deduction? Deduction { get; init; }

    public ScoringKey? Key { get; init; }

    public Rubric? Rubric { get; init; }

    public int? CutScore { get; init; }

    public IReadOnlyList<ConversionRow>? Rows { get; init; }

    /// <summary>The members that are given, as they are called on the wire.</summary>
    internal IEnumerable<string> Members =>
        from member in new (string Name, bool IsGiven)[]
        {
            ("itemId", ItemId is not null), ("part", Part is not null), ("points", Points is not null), ("value", Value is not null),
            ("deduction", Deduction is not null), ("key", Key is not null), ("rubric", Rubric is not null), ("cutScore", CutScore is not null), ("rows", Rows is not null),
        }
        where member.IsGiven
        select member.Name;
}
