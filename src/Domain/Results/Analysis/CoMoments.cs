namespace Cesuur.Domain.Results.Analysis;

/// <summary>The moments of pairs of values, and their correlation, by the same way.</summary>
internal sealed class CoMoments
{
    private Moments x;
    private Moments y;
    private double products;

    public Moments X => x;

    /// <summary>Pearson's; absent where either is the same everywhere.</summary>
    public double? Correlation => x.Squares > 0 && y.Squares > 0
        ? Math.Clamp(products / Math.Sqrt(x.Squares * y.Squares), -1, 1)
        : null;

    public void Add(double first, double second)
    {
        var deviation = first - x.Mean;
        x.Add(first);
        y.Add(second);
        products += deviation * (second - y.Mean);
    }
}
