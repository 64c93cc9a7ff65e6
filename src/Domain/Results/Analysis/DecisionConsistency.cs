namespace Cesuur.Domain.Results.Analysis;

/// <summary>
/// How far passing and failing would be the same if the candidates took a parallel test, estimated from a single
/// administration by the normal approximation of Peng and Subkoviak (A note on Huynh's normal approximation procedure for
/// estimating criterion-referenced reliability, Journal of Educational Measurement 17, 1980, pages 359–368).
/// </summary>
/// <remarks>
/// The scores on both tests are taken to be bivariate normal, with the observed mean and standard deviation and the
/// reliability ρ as their correlation. With z = (cut − ½ step − mean) / SD, F = Φ(z) the part that fails and F₂ = Φ₂(z, z; ρ)
/// the part that fails twice, the proportion of consistent decisions is 1 − 2(F − F₂), and Cohen's kappa (F₂ − F²) / (F − F²).
/// The authors correct by half a point, scores being whole; where scores come in other steps it is half of that step (ours).
/// </remarks>
/// <param name="Proportion">The expected proportion of candidates with twice the same decision, from 0 to 1.</param>
/// <param name="Kappa">How far that is above what chance brings; absent where a pass or a fail is all but impossible.</param>
public sealed record DecisionConsistency(double Proportion, double? Kappa)
{
    // Beyond it the normal density is below 1e-17 of what it is at 0.
    private const double End = 9;

    /// <param name="cutScore">The points from which the test would be passed.</param>
    /// <param name="mean">Of the scores.</param>
    /// <param name="standardDeviation">Of the scores, above 0.</param>
    /// <param name="reliability">Above 0, at most 1.</param>
    /// <param name="step">The step in which scores are given, see <see cref="ScoreDistribution.Step"/>.</param>
    public static DecisionConsistency Estimate(int cutScore, double mean, double standardDeviation, double reliability, double step)
    {
        var z = (cutScore - (step / 2) - mean) / standardDeviation;
        var tail = Tail(Math.Abs(z));
        var spread = tail * (1 - tail);
        var excess = Excess(z, reliability);
        return new DecisionConsistency(1 - (2 * (spread - excess)), spread > 0 ? excess / spread : null);
    }

    /// <summary>1 − Φ(x) for x ≥ 0, precise in the tail too: φ(x) · ∫₀ exp(−t(x + t/2)) dt.</summary>
    private static double Tail(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI) * Integral(t => Math.Exp(-t * (x + (t / 2))), End);

    /// <summary>Φ₂(z, z; ρ) − Φ(z)², by integrating the derivative to the correlation (Plackett 1954): (1/2π) ∫₀ exp(−z² / (1 + sin t)) dt up to arcsin ρ.</summary>
    private static double Excess(double z, double reliability) =>
        Integral(t => Math.Exp(-z * z / (1 + Math.Sin(t))), Math.Asin(reliability)) / (2 * Math.PI);

    /// <summary>From 0, by Gauss and Legendre's rule with five points on each of many stretches.</summary>
    private static double Integral(Func<double, double> function, double end)
    {
        const int Stretches = 128;
        var (inner, outer) = (Math.Sqrt(5 - (2 * Math.Sqrt(10d / 7))) / 3, Math.Sqrt(5 + (2 * Math.Sqrt(10d / 7))) / 3);
        var (ofInner, ofOuter) = ((322 + (13 * Math.Sqrt(70))) / 900, (322 - (13 * Math.Sqrt(70))) / 900);
        var half = end / Stretches / 2;
        var sum = 0d;
        for (var stretch = 0; stretch < Stretches; stretch++)
        {
            var middle = ((2 * stretch) + 1) * half;
            sum += (128d / 225 * function(middle))
                + (ofInner * (function(middle - (inner * half)) + function(middle + (inner * half))))
                + (ofOuter * (function(middle - (outer * half)) + function(middle + (outer * half))));
        }

        return sum * half;
    }
}
