namespace Cesuur.Domain.Rating;

/// <summary>Two ratings of one response, in points.</summary>
public sealed record RatingPair(int First, int Second);

/// <summary>How far ratings of the same responses agree. What is not defined, as without pairs or without any spread, is null.</summary>
public sealed record AgreementFigures
{
    public required int Pairs { get; init; }

    /// <summary>The share of pairs with the same points, 0 to 1.</summary>
    public required double? Exact { get; init; }

    /// <summary>The share of pairs that are at most one point apart, 0 to 1.</summary>
    public required double? Adjacent { get; init; }

    /// <summary>Cohen's kappa with quadratic weights: 1 for the same points everywhere, 0 for no more than chance.</summary>
    public required double? WeightedKappa { get; init; }

    /// <summary>Pearson's correlation, −1 to 1; null where either side always gave the same.</summary>
    public required double? Pearson { get; init; }
}

/// <summary>Figures on raters, to watch them by. From how many pairs on they mean something, the caller says.</summary>
public static class RaterAgreement
{
    /// <summary>
    /// The sums are kept whole, so that "no spread" is found exactly and nothing cancels out. The length of the scale
    /// is not asked for: it divides the observed and the expected disagreement of kappa alike.
    /// </summary>
    public static AgreementFigures Of(IEnumerable<RatingPair> pairs)
    {
        var (count, exact, adjacent) = (0, 0, 0);
        Int128 first = 0, second = 0, firstSquared = 0, secondSquared = 0, product = 0;
        foreach (var (a, b) in pairs)
        {
            count++;
            exact += a == b ? 1 : 0;
            adjacent += Math.Abs((long)a - b) <= 1 ? 1 : 0;
            first += a;
            second += b;
            firstSquared += (Int128)a * a;
            secondSquared += (Int128)b * b;
            product += (Int128)a * b;
        }

        // Each count² times what the name says.
        var covariance = (count * product) - (first * second);
        var firstVariance = (count * firstSquared) - (first * first);
        var secondVariance = (count * secondSquared) - (second * second);
        var expectedDisagreement = (count * (firstSquared + secondSquared)) - (2 * first * second);
        return new AgreementFigures
        {
            Pairs = count,
            Exact = count == 0 ? null : (double)exact / count,
            Adjacent = count == 0 ? null : (double)adjacent / count,
            // 1 − observed / expected, where observed is expected − 2 × covariance.
            WeightedKappa = expectedDisagreement == 0 ? null : 2 * (double)covariance / (double)expectedDisagreement,
            // Rounding may lift a perfect correlation over 1 by a hair.
            Pearson = firstVariance == 0 || secondVariance == 0
                ? null
                : Math.Clamp((double)covariance / Math.Sqrt((double)firstVariance * (double)secondVariance), -1, 1),
        };
    }

    /// <summary>
    /// How a rater leans, in points: their total minus the mean of the others' totals of the same task, on average over
    /// tasks. Negative is severe; null without tasks.
    /// </summary>
    public static double? Severity(IEnumerable<(decimal Own, decimal MeanOfOthers)> tasks) =>
        (double?)tasks.Average(task => (decimal?)(task.Own - task.MeanOfOthers));
}
