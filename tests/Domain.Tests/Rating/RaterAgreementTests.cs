using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Tests.Rating;

public sealed class RaterAgreementTests
{
    private const double Tolerance = 1e-9;

    // With two categories there is one distance, so weighted and plain kappa are the same: (observed − chance) / (1 − chance).
    [Theory]
    [InlineData(20, 5, 10, 15, 0.7, (0.7 - 0.5) / 0.5)] // chance 0.5 × 0.6 + 0.5 × 0.4
    [InlineData(45, 15, 25, 15, 0.6, (0.6 - 0.54) / 0.46)] // chance 0.6 × 0.7 + 0.4 × 0.3
    [InlineData(25, 35, 5, 35, 0.6, (0.6 - 0.46) / 0.54)] // chance 0.6 × 0.3 + 0.4 × 0.7
    public void Kappa_of_two_categories_is_as_in_the_textbooks(int bothNo, int noYes, int yesNo, int bothYes, double exact, double kappa)
    {
        var figures = RaterAgreement.Of(Table([[bothNo, noYes], [yesNo, bothYes]]));

        Assert.Equal(exact, figures.Exact!.Value, Tolerance);
        Assert.Equal(kappa, figures.WeightedKappa!.Value, Tolerance);
        Assert.Equal(1, figures.Adjacent);
    }

    // Rows 7, 9, 4; columns 8, 7, 5; 20 pairs. Squared distances observed: 3 + 2 + 2 + 1 = 8, none of them two points.
    // By chance, times 20: one point apart 7·7 + 9·8 + 9·5 + 4·7 = 194, two points apart (7·5 + 4·8) · 4 = 268: 462 / 20 = 23.1.
    // Kappa is 1 − 8 / 23.1. Σa = 17, Σb = 17, Σa² = 25, Σb² = 27, Σab = 4 + 2·2 + 1·2 + 3·4 = 22:
    // Pearson is (20·22 − 17·17) / √((20·25 − 17²)(20·27 − 17²)) = 151 / √(211 · 251).
    [Fact]
    public void A_table_worked_by_hand_comes_out_as_worked()
    {
        var figures = RaterAgreement.Of(Table([[5, 2, 0], [3, 4, 2], [0, 1, 3]]));

        Assert.Equal((20, 12 / 20.0, 1.0), (figures.Pairs, figures.Exact, figures.Adjacent));
        Assert.Equal(1 - (8 / 23.1), figures.WeightedKappa!.Value, Tolerance);
        Assert.Equal(151 / Math.Sqrt(211 * 251), figures.Pearson!.Value, Tolerance);
    }

    // Anscombe (1973): four sets of eleven points that look nothing like each other and correlate by 0.816, here × 100.
    [Theory]
    [InlineData(new[] { 10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5 }, new[] { 804, 695, 758, 881, 833, 996, 724, 426, 1084, 482, 568 })]
    [InlineData(new[] { 10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5 }, new[] { 914, 814, 874, 877, 926, 810, 613, 310, 913, 726, 474 })]
    [InlineData(new[] { 10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5 }, new[] { 746, 677, 1274, 711, 781, 884, 608, 539, 815, 642, 573 })]
    [InlineData(new[] { 8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8 }, new[] { 658, 576, 771, 884, 847, 704, 525, 1250, 556, 791, 689 })]
    public void Anscombes_quartet_correlates_as_published(int[] x, int[] y) =>
        Assert.Equal(0.8165, RaterAgreement.Of(x.Zip(y, (a, b) => new RatingPair(a, b))).Pearson!.Value, 0.0005);

    [Fact]
    public void Any_ratings_have_the_figures_of_the_definitions()
    {
        var random = new Random(21);
        for (var run = 0; run < 500; run++)
        {
            var scale = random.Next(1, 18);
            var pairs = Enumerable.Range(0, random.Next(2, 200)).Select(_ => new RatingPair(random.Next(0, scale + 1), random.Next(0, scale + 1))).ToList();

            var figures = RaterAgreement.Of(pairs);

            Assert.Equal(pairs.Average(pair => pair.First == pair.Second ? 1.0 : 0), figures.Exact!.Value, Tolerance);
            Assert.Equal(pairs.Average(pair => pair.First - pair.Second is >= -1 and <= 1 ? 1.0 : 0), figures.Adjacent!.Value, Tolerance);
            AssertSame(KappaByTable(pairs, scale), figures.WeightedKappa);
            AssertSame(PearsonByDeviations(pairs), figures.Pearson);
        }
    }

    [Fact]
    public void Which_of_two_raters_comes_first_changes_nothing()
    {
        var pairs = Table([[5, 2, 0], [3, 4, 2], [1, 1, 3]]);

        Assert.Equal(RaterAgreement.Of(pairs), RaterAgreement.Of(pairs.Select(pair => new RatingPair(pair.Second, pair.First))));
    }

    [Fact]
    public void Raters_who_always_agree_or_always_contradict_are_at_the_ends()
    {
        var figures = RaterAgreement.Of([new(0, 0), new(3, 3), new(7, 7)]);
        var contrary = RaterAgreement.Of([new(0, 8), new(8, 0)]);

        Assert.Equal((1.0, 1.0, 1.0, 1.0), (figures.Exact, figures.Adjacent, figures.WeightedKappa, figures.Pearson));
        Assert.Equal((0.0, 0.0, -1.0, -1.0), (contrary.Exact, contrary.Adjacent, contrary.WeightedKappa, contrary.Pearson));
    }

    [Fact]
    public void A_rater_who_is_always_two_points_stricter_correlates_but_does_not_agree()
    {
        var figures = RaterAgreement.Of([new(1, 3), new(2, 4), new(3, 5)]);

        // Means 2 and 4, variances 2/3: kappa is 2 · 2/3 / (2/3 + 2/3 + 4).
        Assert.Equal((0.0, 0.0, 1.0), (figures.Exact, figures.Adjacent, figures.Pearson));
        Assert.Equal(0.25, figures.WeightedKappa!.Value, Tolerance);
    }

    [Fact]
    public void What_is_not_defined_is_absent()
    {
        var none = RaterAgreement.Of([]);
        var same = RaterAgreement.Of([new(4, 4), new(4, 4)]);
        var constants = RaterAgreement.Of([new(4, 6), new(4, 6)]);
        var oneConstant = RaterAgreement.Of([new(4, 6), new(4, 2)]);

        Assert.Equal(new AgreementFigures { Pairs = 0, Exact = null, Adjacent = null, WeightedKappa = null, Pearson = null }, none);
        Assert.Equal(new AgreementFigures { Pairs = 2, Exact = 1, Adjacent = 1, WeightedKappa = null, Pearson = null }, same);
        Assert.Equal(new AgreementFigures { Pairs = 2, Exact = 0, Adjacent = 0, WeightedKappa = 0, Pearson = null }, constants);
        Assert.Equal(new AgreementFigures { Pairs = 2, Exact = 0, Adjacent = 0, WeightedKappa = 0, Pearson = null }, oneConstant);
    }

    [Fact]
    public void Severity_is_how_far_below_the_others_a_rater_is_on_average()
    {
        // −1, +0.5 and −2: −2.5 / 3.
        Assert.Equal(-2.5 / 3, RaterAgreement.Severity([(5, 6), (4, 3.5m), (2, 4)])!.Value, Tolerance);
        Assert.Equal(1, RaterAgreement.Severity([(7, 6)]));
        Assert.Null(RaterAgreement.Severity([]));
    }

    private static List<RatingPair> Table(int[][] counts) =>
        [.. from row in counts.Index() from cell in row.Item.Index() from _ in Enumerable.Range(0, cell.Item) select new RatingPair(row.Index, cell.Index)];

    // 1 − Σ w·observed / Σ w·expected over the confusion table, with w = ((i − j) / scale)².
    private static double? KappaByTable(List<RatingPair> pairs, int scale)
    {
        var (observed, expected) = (0.0, 0.0);
        for (var i = 0; i <= scale; i++)
        {
            for (var j = 0; j <= scale; j++)
            {
                var weight = Math.Pow((i - j) / (double)scale, 2);
                observed += weight * pairs.Count(pair => pair.First == i && pair.Second == j) / pairs.Count;
                expected += weight * pairs.Count(pair => pair.First == i) / pairs.Count * pairs.Count(pair => pair.Second == j) / pairs.Count;
            }
        }

        return expected == 0 ? null : 1 - (observed / expected);
    }

    private static double? PearsonByDeviations(List<RatingPair> pairs)
    {
        if (pairs.All(pair => pair.First == pairs[0].First) || pairs.All(pair => pair.Second == pairs[0].Second))
        {
            return null;
        }

        var (meanOfFirst, meanOfSecond) = (pairs.Average(pair => pair.First), pairs.Average(pair => pair.Second));
        var together = pairs.Sum(pair => (pair.First - meanOfFirst) * (pair.Second - meanOfSecond));
        var first = pairs.Sum(pair => Math.Pow(pair.First - meanOfFirst, 2));
        var second = pairs.Sum(pair => Math.Pow(pair.Second - meanOfSecond, 2));
        return together / Math.Sqrt(first) / Math.Sqrt(second);
    }

    private static void AssertSame(double? expected, double? actual)
    {
        Assert.Equal(expected is null, actual is null);
        if (expected is { } value)
        {
            Assert.Equal(value, actual!.Value, Tolerance);
        }
    }
}
