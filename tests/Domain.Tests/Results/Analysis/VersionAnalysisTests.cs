using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Results.Analysis;
using Cesuur.Domain.Tests.Catalogue;

namespace Cesuur.Domain.Tests.Results.Analysis;

public sealed class VersionAnalysisTests
{
    private const double Tolerance = 1e-9;

    /// <summary>
    /// Guttman's perfect scale: of five equal groups the first has no item right, the last all four. By hand: p = 0.8, 0.6,
    /// 0.4, 0.2, and Σ p(1 − p) = 0.8; the scores 0 to 4 have the variance 2 (divided by n), so that KR-20, which is alpha
    /// for items of 0 and 1, is 4/3 · (1 − 0.8/2) = 0.8. The first item with the rest 0, 0, 1, 2, 3 of the groups: covariance
    /// 6/5 − 0.8 · 1.2 = 0.24, variances 0.16 and 14/5 − 1.2² = 1.36. The second with 0, 1, 1, 2, 3: 6/5 − 0.6 · 1.4 = 0.36,
    /// 0.24 and 15/5 − 1.4² = 1.04.
    /// </summary>
    [Fact]
    public void A_perfect_scale_comes_to_what_is_worked_out_by_hand()
    {
        var items = Enumerable.Range(1, 4).Select(number => SampleContent.Choice($"q{number}")).ToList();
        var analysis = new VersionAnalysis(SampleContent.Of(items), new VersionPolicies());
        for (var sitting = 0; sitting < 40; sitting++)
        {
            var level = sitting % 5;
            analysis.Add(level, items.Select((item, place) => (item.Id, place < level ? 1m : 0)), answers: null);
        }

        var figures = analysis.Figures([2]);

        var test = figures.Test!;
        Assert.Equal((40, 0, 4, 4m), (figures.Sittings, figures.SittingsWithAnswers, test.ItemCount, test.MaxPoints));
        Assert.Equal((0, 1, 2, 3, 4), (test.Lowest, test.LowerQuartile, test.Median, test.UpperQuartile, test.Highest));
        Assert.Equal(2, test.Mean, Tolerance);
        Assert.Equal(Math.Sqrt(80d / 39), test.StandardDeviation, Tolerance);
        Assert.Equal(0.8, test.CronbachAlpha!.Value, Tolerance);
        Assert.Equal(Math.Sqrt(80d / 39 * 0.2), test.StandardErrorOfMeasurement!.Value, Tolerance);
        Assert.Equal([0.8, 0.6, 0.4, 0.2], figures.Items.Select(item => Math.Round(item.PValue, 12)));
        Assert.Equal(0.24 / Math.Sqrt(0.16 * 1.36), figures.Items[0].ItemRestCorrelation!.Value, Tolerance);
        Assert.Equal(0.36 / Math.Sqrt(0.24 * 1.04), figures.Items[1].ItemRestCorrelation!.Value, Tolerance);
        Assert.Equal([(0m, 8), (1m, 8), (2m, 8), (3m, 8), (4m, 8)], figures.Distribution.Select(score => (score.Points, score.Count)));
        var cut = Assert.Single(figures.CutScores);
        Assert.Equal((2, 24, 0.6), (cut.CutScore, cut.Passed, cut.PassRate));
        Assert.Equal(Math.Sqrt(2 * 2 / 3d), cut.ConditionalStandardError!.Value, Tolerance); // √(2 · (4 − 2) / (4 − 1))
        Assert.Equal(DecisionConsistency.Estimate(2, 2, Math.Sqrt(80d / 39), 0.8, 1).Proportion, cut.DecisionConsistency!.Value, Tolerance);
    }

    [Theory]
    [InlineData(1, 30, 2, 0)]
    [InlineData(2, 500, 12, 0)]
    [InlineData(3, 2_000, 5, 0)]
    [InlineData(4, 1_000, 6, 999)] // large points that hardly differ: a sum of squares would lose them
    public void It_agrees_with_two_passes_over_random_results_and_the_matrix_of_covariances(int seed, int sittings, int count, int atLeast)
    {
        var random = new Random(seed);
        var items = Enumerable.Range(1, count).Select(number => SampleContent.Choice($"q{number}", points: 1000)).ToList();
        var points = Enumerable.Range(0, sittings).Select(_ =>
        {
            var ability = random.Next(5);
            return Enumerable.Range(0, count).Select(_ => atLeast + ((random.Next(5) + ability) * (atLeast == 0 ? 0.25m : 0.001m))).ToArray();
        }).ToList();
        var analysis = new VersionAnalysis(SampleContent.Of(items), new VersionPolicies());
        foreach (var sitting in points)
        {
            analysis.Add(sitting.Sum(), items.Select((item, place) => (item.Id, sitting[place])).Reverse(), answers: null);
        }

        var figures = analysis.Figures([]);

        var columns = Enumerable.Range(0, count).Select(item => points.Select(sitting => sitting[item]).ToList()).ToList();
        var totals = points.Select(sitting => sitting.Sum()).ToList();
        var matrix = columns.Select(a => columns.Select(b => Covariance(a, b)).ToList()).ToList();
        var all = matrix.Sum(row => row.Sum());
        var alpha = count / (count - 1d) * (all - Enumerable.Range(0, count).Sum(item => matrix[item][item])) / all;
        Assert.Equal(alpha, figures.Test!.CronbachAlpha!.Value, Tolerance);
        Assert.Equal((double)totals.Average(), figures.Test.Mean, Tolerance);
        Assert.Equal(Math.Sqrt(Covariance(totals, totals)), figures.Test.StandardDeviation, Tolerance);
        Assert.Equal(Math.Sqrt(Covariance(totals, totals) * (1 - alpha)), figures.Test.StandardErrorOfMeasurement!.Value, Tolerance);
        for (var item = 0; item < count; item++)
        {
            var rest = points.ConvertAll(sitting => sitting.Sum() - sitting[item]);
            var correlation = Covariance(columns[item], rest) / Math.Sqrt(Covariance(columns[item], columns[item]) * Covariance(rest, rest));
            Assert.Equal(correlation, figures.Items[item].ItemRestCorrelation!.Value, Tolerance);
            Assert.Equal((double)columns[item].Average() / 1000, figures.Items[item].PValue, Tolerance);
            Assert.Equal(Math.Sqrt(Covariance(columns[item], columns[item])), figures.Items[item].StandardDeviation, Tolerance);
        }

        var sorted = totals.Order().ToList();
        Assert.Equal((double)(sorted[sittings / 2] + sorted[(sittings - 1) / 2]) / 2, figures.Test.Median, Tolerance);
        Assert.Equal(
            totals.GroupBy(total => total).OrderBy(same => same.Key).Select(same => (same.Key, same.Count())),
            figures.Distribution.Select(score => (score.Points, score.Count)));
    }

    [Fact]
    public void Below_ten_sittings_there_is_nothing_and_below_thirty_no_correlation()
    {
        var items = new[] { SampleContent.Choice("q1"), SampleContent.Choice("q2") };
        var analysis = new VersionAnalysis(SampleContent.Of(items), new VersionPolicies());
        AnalysisFigures FiguresOf(int sittings)
        {
            for (var sitting = analysis.Figures([1]).Sittings; sitting < sittings; sitting++)
            {
                analysis.Add(sitting % 2 * 2, items.Select(item => (item.Id, (decimal)(sitting % 2))), answers: null);
            }

            return analysis.Figures([1]);
        }

        var nine = FiguresOf(9);
        Assert.Equal((9, Absence.TooFewSittings, null), (nine.Sittings, nine.AbsentBecause, nine.Test));
        Assert.Empty(nine.Items);
        Assert.Empty(nine.Distribution);
        Assert.Empty(nine.CutScores);

        foreach (var few in new[] { FiguresOf(10), FiguresOf(29) })
        {
            Assert.Null(few.AbsentBecause);
            Assert.Equal((null, null, Absence.TooFewSittings), (few.Test!.CronbachAlpha, few.Test.StandardErrorOfMeasurement, few.Test.AbsentBecause));
            Assert.Equal((null, null, Absence.TooFewSittings), (few.CutScores[0].DecisionConsistency, few.CutScores[0].Kappa, few.CutScores[0].AbsentBecause));
            Assert.All(few.Items, item => Assert.Equal((null, Absence.TooFewSittings), (item.ItemRestCorrelation, item.AbsentBecause)));
        }

        var enough = FiguresOf(30);
        Assert.Equal((null, null), (enough.Test!.AbsentBecause, enough.CutScores[0].AbsentBecause));
        Assert.All(enough.Items, item => Assert.Null(item.AbsentBecause));
        double?[] ones = [enough.Test.CronbachAlpha, enough.CutScores[0].DecisionConsistency, enough.CutScores[0].Kappa, .. enough.Items.Select(item => item.ItemRestCorrelation)];
        Assert.All(ones, one => Assert.Equal(1, one!.Value, Tolerance)); // both items say the same
    }

    [Fact]
    public void What_is_not_defined_is_absent_with_the_reason()
    {
        var same = Analysed(2, (_, _) => 1);
        Assert.Equal((0, null, Absence.NoVariance), (same.Test!.StandardDeviation, same.Test.CronbachAlpha, same.Test.AbsentBecause));
        Assert.Equal((null, Absence.NoVariance), (same.Items[0].ItemRestCorrelation, same.Items[0].AbsentBecause));
        Assert.Equal((null, Absence.NoVariance), (same.CutScores[0].DecisionConsistency, same.CutScores[0].AbsentBecause));

        var single = Analysed(1, (sitting, _) => sitting % 2);
        Assert.Equal((null, Absence.TooFewItems), (single.Test!.CronbachAlpha, single.Test.AbsentBecause));
        Assert.Equal((null, null, Absence.TooFewItems), (single.CutScores[0].Kappa, single.CutScores[0].ConditionalStandardError, single.CutScores[0].AbsentBecause));

        // Whoever has one right has another wrong: a sum of 1 or 2 by the third, and a reliability below zero.
        var opposed = Analysed(3, (sitting, item) => item == 2 ? sitting / 2 % 2 : (sitting + item) % 2);
        Assert.InRange(opposed.Test!.CronbachAlpha!.Value, double.NegativeInfinity, 0);
        Assert.Equal((null, null, Absence.NoReliability), (opposed.CutScores[0].DecisionConsistency, opposed.CutScores[0].Kappa, opposed.CutScores[0].AbsentBecause));
    }

    [Fact]
    public void Options_are_counted_with_the_rest_score_of_those_who_chose_them()
    {
        Choice[] choices = [new() { Id = "a" }, new() { Id = "b" }, new() { Id = "c" }];
        Item one = new() { Id = Id<Item>.New(), Identifier = "one", Type = ItemType.SingleChoice, Choices = choices, Key = new() { Correct = ["b"] } };
        Item some = new()
        {
            Id = Id<Item>.New(),
            Identifier = "some",
            Type = ItemType.MultipleChoice,
            Choices = choices,
            Key = new() { Correct = ["a"], Mapping = [new("a", 1), new("b", 1), new("c", -1)], MinPoints = 0 },
        };
        Item pairs = new() { Id = Id<Item>.New(), Identifier = "pairs", Type = ItemType.Match, Choices = choices, Targets = [new() { Id = "x" }, new() { Id = "y" }], Key = new() { Correct = ["a x"] } };
        Item order = new() { Id = Id<Item>.New(), Identifier = "order", Type = ItemType.Order, Choices = choices[..2], Key = new() { Correct = ["b", "a"] } };
        Item form = new()
        {
            Id = Id<Item>.New(),
            Identifier = "form",
            Type = ItemType.Composite,
            Parts =
            [
                new Part { Identifier = "day", Type = ItemType.InlineChoice, Choices = choices, Key = new() { Correct = ["a"] } },
                new Part { Identifier = "name", Type = ItemType.TextEntry, Key = new() { Correct = ["Jan"] } },
            ],
        };
        Item[] items = [one, some, pairs, order, form];
        var analysis = new VersionAnalysis(SampleContent.Of(items), new VersionPolicies());
        for (var sitting = 0; sitting < 20; sitting++)
        {
            var early = sitting < 12;
            var answers = new Dictionary<Id<Item>, Answer>
            {
                [one.Id] = new() { Choice = early ? "b" : "c" },
                [some.Id] = new() { Choices = early ? ["a", "b"] : [] },
                [pairs.Id] = new() { Pairs = [early ? new("a", "x") : new("c", "y")] },
                [order.Id] = new() { Choices = early ? ["b", "a"] : ["a", "b"] },
                [form.Id] = new() { Parts = new Dictionary<string, Answer> { ["day"] = new() { Choice = "a" }, ["name"] = new() { Text = early ? "Jan" : "" } } },
            };
            if (!early)
            {
                answers.Remove(pairs.Id);
            }

            // The rest of the first item is what the third has: 0 to 3 points, over the twelve early ones 1.5.
            var third = sitting % 4;
            analysis.Add(third + (early ? 1 : 0), [(one.Id, early ? 1 : 0), (pairs.Id, third)], answers);
        }

        analysis.Add(0, [], answers: null); // nothing is known of what this one chose

        var figures = analysis.Figures([]);

        Assert.Equal((21, 20), (figures.Sittings, figures.SittingsWithAnswers));
        Assert.Equal([0, 8, 8, 0, 0], figures.Items.Select(item => item.Omitted!.Value));
        Assert.Equal(
            [(null, "a", false, 0, null), (null, "b", true, 12, 1.5), (null, "c", false, 8, null)], // eight are too few for a mean
            figures.Items[0].Options.Select(Of));
        Assert.Equal(["a True 12", "b True 12", "c False 0"], figures.Items[1].Options.Select(Short));
        Assert.Equal(["a x True 12"], figures.Items[2].Options.Select(Short));
        Assert.Equal(["b 1 True 12", "a 2 True 12", "a 1 False 8", "b 2 False 8"], figures.Items[3].Options.Select(Short));
        Assert.Equal(["day/a True 20", "day/b False 0", "day/c False 0"], figures.Items[4].Options.Select(option => $"{option.Part}/{Short(option)}"));

        static (string?, string, bool?, int, double?) Of(OptionFigures option) => (option.Part, option.Option, option.InKey, option.Count, option.MeanRestScore);
        static string Short(OptionFigures option) => $"{option.Option} {option.InKey} {option.Count}";
    }

    [Fact]
    public void A_rated_task_counts_with_what_it_brings_in_a_result_and_nobody_says_it_was_omitted()
    {
        var (task, page) = (SampleContent.Text("t1"), new Item { Id = Id<Item>.New(), Identifier = "page", Type = ItemType.Information });
        var summed = new VersionPolicies { Rating = new() { Raters = 2 }, Scoring = new() { Combination = RatingCombination.Sum } };
        var analysis = new VersionAnalysis(SampleContent.Of(page, task), summed);
        for (var sitting = 0; sitting < 10; sitting++)
        {
            analysis.Add(12, [(page.Id, 0), (task.Id, 12)], new Dictionary<Id<Item>, Answer>());
        }

        var item = Assert.Single(analysis.Figures([]).Items);

        Assert.Equal((task.Id, 16, 0.75, null), (item.ItemId, item.MaxPoints, item.PValue, item.Omitted));
        Assert.Empty(item.Options);
    }

    [Fact]
    public void Halves_are_the_step_where_two_ratings_are_averaged()
    {
        var halves = Analysed(2, (sitting, item) => (sitting + (item * sitting / 2)) % 5 * 0.5m);
        var test = halves.Test!;

        Assert.Equal(
            DecisionConsistency.Estimate(1, test.Mean, test.StandardDeviation, test.CronbachAlpha!.Value, step: 0.5).Proportion,
            halves.CutScores[0].DecisionConsistency!.Value, Tolerance);
        Assert.Null(halves.CutScores[0].ConditionalStandardError); // of items of one point alone
    }

    private static AnalysisFigures Analysed(int count, Func<int, int, decimal> earned)
    {
        var items = Enumerable.Range(0, count).Select(number => SampleContent.Choice($"q{number}", points: earned(1, 0) == 0.5m ? 4 : 1)).ToList();
        var analysis = new VersionAnalysis(SampleContent.Of(items), new VersionPolicies());
        for (var sitting = 0; sitting < 40; sitting++)
        {
            var points = Enumerable.Range(0, count).Select(item => earned(sitting, item)).ToList();
            analysis.Add(points.Sum(), items.Select((item, place) => (item.Id, points[place])), answers: null);
        }

        return analysis.Figures([1]);
    }

    private static double Covariance(List<decimal> a, List<decimal> b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        return a.Zip(b).Sum(pair => (double)((pair.First - meanA) * (pair.Second - meanB))) / (a.Count - 1);
    }
}
