namespace Cesuur.Domain.Results.Analysis;

/// <summary>Mean and variance of values that are seen once and not kept, without the cancellation of a sum of squares (Welford 1962).</summary>
internal struct Moments
{
    public int Count { get; private set; }

    public double Mean { get; private set; }

    /// <summary>The sum of the squared deviations from the mean; exactly 0 when all values are the same.</summary>
    public double Squares { get; private set; }

    /// <summary>Of the sample, divided by n − 1.</summary>
    public readonly double Variance => Squares / (Count - 1);

    public void Add(double value)
    {
        Count++;
        var deviation = value - Mean;
        Mean += deviation / Count;
        Squares += deviation * (value - Mean);
    }
}
