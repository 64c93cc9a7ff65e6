namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>A response variable of QTI.</summary>
public sealed record ResponseDeclaration
{
    public required string Identifier { get; init; }

    public required Cardinality Cardinality { get; init; }

    /// <summary>Absent only at records.</summary>
    public BaseType? BaseType { get; init; }

    public IReadOnlyList<string>? Correct { get; init; }

    public IReadOnlyList<string>? Default { get; init; }

    public ResponseMapping? Mapping { get; init; }

    /// <summary>
    /// How a key of ours compares a typed text, where QTI cannot say it. Evaluating does without; recognising gives
    /// it back to the key, so that an export brings home what it took away.
    /// </summary>
    public TextMatching? Text { get; init; }
}
