namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>Compares texts as <c>string-match</c> does when case does not count.</summary>
internal sealed class FoldedComparer : IEqualityComparer<string>
{
    public static readonly FoldedComparer Instance = new();

    private FoldedComparer()
    {
    }

    public bool Equals(string? x, string? y) => x is null || y is null ? x == y : ExpressionEvaluator.Folded(x) == ExpressionEvaluator.Folded(y);

    public int GetHashCode(string obj) => ExpressionEvaluator.Folded(obj).GetHashCode(StringComparison.Ordinal);
}
