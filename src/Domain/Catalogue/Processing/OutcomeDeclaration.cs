namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>An outcome variable of QTI.</summary>
public sealed record OutcomeDeclaration
{
    public required string Identifier { get; init; }

    public required Cardinality Cardinality { get; init; }

    public BaseType? BaseType { get; init; }

    public IReadOnlyList<string>? Default { get; init; }

    /// <summary>What the outcome is divided by to compare it with others; it bounds nothing.</summary>
    public decimal? NormalMaximum { get; init; }

    public decimal? NormalMinimum { get; init; }

    /// <summary>Who sets the outcome instead of the processing: <c>human</c> or <c>externalMachine</c>.</summary>
    public string? ExternalScored { get; init; }

    public MatchTable? MatchTable { get; init; }

    public InterpolationTable? InterpolationTable { get; init; }

    /// <summary>What else the declaration says, such as <c>interpretation</c>: it has no effect on scoring, and is written back.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();
}

/// <summary>Outcomes by a whole number.</summary>
public sealed record MatchTable(IReadOnlyList<MatchTableEntry> Entries, string? DefaultValue = null);

public sealed record MatchTableEntry(int Source, string Target);

/// <summary>Outcomes by the first boundary, in the order written, that a number reaches.</summary>
public sealed record InterpolationTable(IReadOnlyList<InterpolationTableEntry> Entries, string? DefaultValue = null);

/// <summary><paramref name="IncludeBoundary"/>: whether the boundary itself reaches it.</summary>
public sealed record InterpolationTableEntry(decimal Boundary, string Target, bool IncludeBoundary = true);
