using Cesuur.Domain.Results.Analysis;

namespace Cesuur.Domain.Tests.Results.Analysis;

public sealed class DecisionConsistencyTests
{
    private const double Tolerance = 1e-9;

    /// <summary>At the mean itself Φ₂(0, 0; ρ) is ¼ + arcsin ρ / 2π (Sheppard 1899), hence ½ + arcsin ρ / π and a kappa of 2 arcsin ρ / π.</summary>
    [Theory]
    [InlineData(0.5, 2d / 3, 1d / 3)]
    [InlineData(0.70710678118654752440, 0.75, 0.5)]
    [InlineData(0.86602540378443864676, 5d / 6, 2d / 3)]
    [InlineData(1, 1, 1)]
    public void At_the_mean_the_arcsine_of_the_reliability_decides(double reliability, double proportion, double kappa)
    {
        var found = DecisionConsistency.Estimate(cutScore: 20, mean: 19.5, standardDeviation: 4, reliability, step: 1);

        Assert.Equal(proportion, found.Proportion, Tolerance);
        Assert.Equal(kappa, found.Kappa!.Value, Tolerance);
    }

    [Fact]
    public void It_agrees_with_the_distribution_of_the_second_test_given_the_first()
    {
        foreach (var reliability in new[] { 0.05, 0.3, 0.6, 0.8, 0.9, 0.97 })
        {
            foreach (var z in new[] { -2.5, -1, -0.3, 0, 0.1, 0.7, 1.9, 3 })
            {
                var fails = Phi(z);
                var failsTwice = Simpson(x => Density(x) * Phi((z - (reliability * x)) / Math.Sqrt(1 - (reliability * reliability))), -9, z);

                var found = DecisionConsistency.Estimate(cutScore: 30, mean: 29.5 - (5 * z), standardDeviation: 5, reliability, step: 1);

                Assert.Equal(failsTwice + (1 - (2 * fails) + failsTwice), found.Proportion, Tolerance); // twice a fail, or twice a pass
                Assert.Equal((failsTwice - (fails * fails)) / (fails - (fails * fails)), found.Kappa!.Value, Tolerance);
            }
        }
    }

    [Fact]
    public void The_correction_is_half_of_the_step_in_which_scores_are_given()
    {
        var whole = DecisionConsistency.Estimate(cutScore: 20, mean: 19.5, standardDeviation: 4, reliability: 0.8, step: 1);
        var halves = DecisionConsistency.Estimate(cutScore: 20, mean: 19.75, standardDeviation: 4, reliability: 0.8, step: 0.5);

        Assert.Equal(whole, halves);
    }

    [Fact]
    public void Far_out_everybody_is_decided_on_alike_and_beyond_what_a_number_holds_there_is_no_kappa()
    {
        var far = DecisionConsistency.Estimate(cutScore: 60, mean: 20, standardDeviation: 4, reliability: 0.8, step: 1);
        Assert.Equal(1, far.Proportion, Tolerance);
        Assert.InRange(far.Kappa!.Value, 0, 0.01);

        Assert.Equal(new DecisionConsistency(1, null), DecisionConsistency.Estimate(cutScore: 1000, mean: 20, standardDeviation: 4, reliability: 0.8, step: 1));
    }

    private static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>½ + φ(z) · (z + z³/3 + z⁵/(3·5) + …); no such series is in the product.</summary>
    private static double Phi(double z)
    {
        if (Math.Abs(z) > 12)
        {
            return z > 0 ? 1 : 0;
        }

        var (term, sum) = (z, z);
        for (var odd = 3; Math.Abs(term) > 1e-18 * Math.Abs(sum); odd += 2)
        {
            term *= z * z / odd;
            sum += term;
        }

        return 0.5 + (Density(z) * sum);
    }

    private static double Simpson(Func<double, double> function, double from, double to)
    {
        const int Parts = 20_000;
        var width = (to - from) / Parts;
        return width / 3 * Enumerable.Range(0, Parts + 1)
            .Sum(part => (part is 0 or Parts ? 1 : part % 2 == 0 ? 2 : 4) * function(from + (part * width)));
    }
}
