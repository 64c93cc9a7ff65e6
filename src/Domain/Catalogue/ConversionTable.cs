namespace Cesuur.Domain.Catalogue;

/// <summary>
/// From raw points to scale scores, set by the board per version (N): monotone, and the points in between have the
/// score of the highest row that is not above them.
/// </summary>
public sealed record ConversionTable
{
    /// <summary>The scale score from which a part is passed (N).</summary>
    public const int PassingScore = 500;

    /// <summary>In ascending order of points, the first at 0.</summary>
    public required IReadOnlyList<ConversionRow> Rows { get; init; }

    /// <summary>The scale score of raw points, which are fractions where ratings are averaged.</summary>
    public int ScaleScoreOf(decimal points) => RowOf(points).ScaleScore;

    /// <summary>The row that raw points are converted by: the highest not above them.</summary>
    public ConversionRow RowOf(decimal points) => Rows.Last(row => row.Points <= points);
}

/// <summary>From these points on, this scale score.</summary>
public sealed record ConversionRow(int Points, int ScaleScore);
