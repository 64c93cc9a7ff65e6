namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>What evaluating a response processing came to.</summary>
/// <param name="Values">The outcome variables; null is NULL.</param>
/// <param name="IsComplete">Whether it came to its end: a processing that takes too many steps is stopped.</param>
public sealed record ProcessingOutcomes(IReadOnlyDictionary<string, VariableValue?> Values, bool IsComplete)
{
    // Far above what any item is worth, and far below where a decimal ends.
    private const double MaxPoints = 1_000_000_000;

    /// <summary>SCORE as points, to twelve decimals: beyond them is what floats leave behind. Null where it is NULL, or no number of points.</summary>
    public decimal? Points => PointsOf(ResponseProcessing.Score);

    internal decimal? PointsOf(string outcome) =>
        IsComplete && Values.GetValueOrDefault(outcome) is { IsNumber: true, Cardinality: Cardinality.Single } value
            && VariableValue.Number(value.Only) is >= -MaxPoints and <= MaxPoints and var number
            ? Math.Round((decimal)number, 12)
            : null;
}
