namespace Cesuur.Domain.Results.Analysis;

/// <summary>How many sittings came to which points. Points are decimals, so that equal scores are equal.</summary>
internal sealed class ScoreDistribution
{
    private readonly SortedDictionary<decimal, int> counts = [];

    public int Count { get; private set; }

    public IEnumerable<ScoreCount> Scores => counts.Select(score => new ScoreCount { Points = score.Key, Count = score.Value });

    public double Mean => (double)ExactMean;

    /// <summary>Of the sample, divided by n − 1.</summary>
    public double StandardDeviation
    {
        get
        {
            var mean = ExactMean;
            return Math.Sqrt(counts.Sum(score => score.Value * Math.Pow((double)(score.Key - mean), 2)) / (Count - 1));
        }
    }

    /// <summary>The largest step of which every score is a multiple: a point, or half a point where two ratings are averaged.</summary>
    public decimal Step => counts.Keys.Aggregate(0m, LargestDivisor);

    private decimal ExactMean => counts.Sum(score => score.Value * score.Key) / Count;

    public void Add(decimal points)
    {
        counts[points] = counts.GetValueOrDefault(points) + 1;
        Count++;
    }

    public int AtLeast(decimal points) => counts.Where(score => score.Key >= points).Sum(score => score.Value);

    /// <summary>
    /// A quantile, on a straight line between the two scores that it lies between, as R's <c>quantile</c> and
    /// spreadsheets have it (type 7 of Hyndman and Fan 1996).
    /// </summary>
    /// <param name="part">From 0 to 1.</param>
    public double Quantile(decimal part)
    {
        var position = part * (Count - 1);
        var (low, high) = (At((int)decimal.Floor(position)), At((int)decimal.Ceiling(position)));
        return (double)(low + ((position - decimal.Floor(position)) * (high - low)));
    }

    /// <summary>The score at a place in the order of scores, the lowest at 0.</summary>
    private decimal At(int place)
    {
        foreach (var (points, count) in counts)
        {
            if (place < count)
            {
                return points;
            }

            place -= count;
        }

        throw new ArgumentOutOfRangeException(nameof(place), place, "There are fewer scores.");
    }

    private static decimal LargestDivisor(decimal a, decimal b) => b == 0 ? a : LargestDivisor(b, a % b);
}
