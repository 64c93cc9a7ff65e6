using System.Globalization;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Tests.Rating;

public sealed class AdjudicationTests
{
    // Sentence tasks that both rate at 10 points, then a form, a message and two texts; cut score 48, margin 6.
    // "thirds" are what third raters give, in the order in which they are asked, and for which task.
    [Theory]
    [InlineData("5/5 6/8 5/7 6/6", "", 64, 72, 68, null)] // the cut score is outside
    [InlineData("3/3 3/5 3/4 4/4", "", 46, 52, 49, null)] // the difference is the margin
    [InlineData("3/3 2/6 4/5 3/3", "", 44, 54, 49, 2)]
    [InlineData("3/3 2/6 4/5 3/3", "M3", 44, 48, 46, null)] // keeps 2 and 3
    [InlineData("3/3 2/6 4/5 3/3", "M4", 48, 54, 51, null)] // equal distances keep 4 and 6
    [InlineData("3/3 2/6 4/5 3/3", "M7", 52, 56, 54, null)] // keeps 6 and 7
    [InlineData("3/3 2/6 2/6 3/3", "", 40, 56, 48, 2)] // M and T1 differ as much: M comes first
    [InlineData("3/3 2/6 2/6 3/3", "M3", 40, 50, 45, 3)]
    [InlineData("3/3 2/6 2/6 3/3", "M3 T5", 46, 50, 48, null)] // keeps 5 and 6
    public void A_worked_case_comes_out_as_worked(string pairs, string thirds, int lower, int higher, int score, int? thirdFor)
    {
        List<TaskTotals> tasks = [new([10, 10]), .. pairs.Split(' ').Select(pair => new TaskTotals([.. pair.Split('/').Select(Number)]))];
        foreach (var third in thirds.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var task = third[0] == 'M' ? 2 : 3;
            tasks[task] = new([.. tasks[task].Ratings, Number(third[1..])]);
        }

        var sum = Adjudication.Of(new(RatingCombination.Sum, 6, 48), tasks);
        var mean = Adjudication.Of(new(RatingCombination.Mean, 3, 24), tasks);

        Assert.Equal((lower, higher, score, thirdFor), (sum.Lower, sum.Higher, sum.Score, sum.ThirdFor));
        Assert.Equal((lower / 2m, higher / 2m, score / 2m, thirdFor), (mean.Lower, mean.Higher, mean.Score, mean.ThirdFor));
    }

    // All pairs of ratings from 0 to the highest, all cut scores, a few margins, and every third rating wherever one is asked for.
    [Theory]
    [InlineData(3, 3)]
    [InlineData(2, 5)]
    public void Every_small_case_agrees_with_the_regulation_read_word_by_word(int tasksOfASitting, int top)
    {
        int[][] pairs = [.. from a in Enumerable.Range(0, top + 1) from b in Enumerable.Range(a, top + 1 - a) select new[] { a, b }];
        IEnumerable<int[][]> sittings = [[]];
        for (var task = 0; task < tasksOfASitting; task++)
        {
            sittings = from sitting in sittings from pair in pairs select (int[][])[.. sitting, pair];
        }

        var asked = 0;
        foreach (var ratings in sittings)
        {
            for (var cut = 0; cut <= (2 * tasksOfASitting * top) + 1; cut++)
            {
                for (var margin = 0; margin <= 6; margin += 2)
                {
                    Play(ratings, cut, margin);
                }
            }
        }

        Assert.InRange(asked, 100_000, int.MaxValue);

        void Play(int[][] ratings, int cut, int margin)
        {
            TaskTotals[] tasks = [.. ratings.Select(task => new TaskTotals([.. task.Select(rating => (decimal)rating)]))];
            var sum = Adjudication.Of(new(RatingCombination.Sum, margin, cut), tasks);
            var mean = Adjudication.Of(new(RatingCombination.Mean, margin / 2, cut / 2m), tasks);
            var (lowest, highest, score, third) = Regulation.Read(ratings, cut, margin);

            if ((sum.Lower, sum.Higher, sum.Score, sum.ThirdFor) != (lowest, highest, score, third)
                || (mean.Lower, mean.Higher, mean.Score, mean.ThirdFor) != (lowest / 2m, highest / 2m, score / 2m, third))
            {
                Assert.Fail($"{string.Join(' ', ratings.Select(task => string.Join('/', task)))}, cut {cut}, margin {margin}: {sum}, {mean}");
            }

            for (var rating = 0; third is { } task && rating <= top; rating++)
            {
                asked++;
                Play([.. ratings.Select((given, i) => i == task ? [.. given, rating] : given)], cut, margin);
            }
        }
    }

    [Fact]
    public void A_third_rating_needs_a_difference_above_the_margin_and_a_cut_score_within_it_and_is_asked_once_a_task()
    {
        var random = new Random(11);
        var asked = 0;
        for (var run = 0; run < 20_000; run++)
        {
            var (rule, tasks) = Any(random);
            var outcome = Adjudication.Of(rule, tasks);
            var rounds = 0;
            while (outcome.ThirdFor is { } third)
            {
                Assert.True(outcome.Higher - outcome.Lower > rule.Margin);
                Assert.True(outcome.Lower < rule.CutScore && rule.CutScore <= outcome.Higher);
                Assert.Equal(2, tasks[third].Ratings.Count);
                Assert.NotEqual(tasks[third].Ratings[0], tasks[third].Ratings[1]);
                tasks[third] = new([.. tasks[third].Ratings, random.Next(0, 9)]);
                outcome = Adjudication.Of(rule, tasks);
                asked++;
                Assert.InRange(++rounds, 1, tasks.Count);
            }

            Assert.True(
                outcome.Higher - outcome.Lower <= rule.Margin || outcome.Lower >= rule.CutScore || rule.CutScore > outcome.Higher
                || tasks.All(task => task.Ratings.Count == 3 || task.Ratings[0] == task.Ratings[1]));
            Assert.InRange(outcome.Score, outcome.Lower, outcome.Higher);
        }

        Assert.InRange(asked, 1_000, int.MaxValue);
    }

    [Fact]
    public void The_order_in_which_ratings_of_a_task_arrive_changes_nothing()
    {
        var random = new Random(12);
        for (var run = 0; run < 5_000; run++)
        {
            var (rule, tasks) = Any(random);
            for (var third = Adjudication.Of(rule, tasks).ThirdFor; third is { } task && random.Next(3) > 0; third = Adjudication.Of(rule, tasks).ThirdFor)
            {
                tasks[task] = new([.. tasks[task].Ratings, random.Next(0, 9)]);
            }

            var expected = Adjudication.Of(rule, tasks);
            var swapped = Adjudication.Of(rule, [.. tasks.Select(task => new TaskTotals([.. task.Ratings.OrderBy(_ => random.Next())]))]);

            Assert.Equal(expected.Kept, swapped.Kept);
            Assert.Equal(expected with { Kept = swapped.Kept }, swapped);
        }
    }

    [Theory]
    [InlineData("2 6", 3, "2 3")]
    [InlineData("2 6", 5, "5 6")]
    [InlineData("2 6", 4, "4 6")] // equal distances: the two most favourable
    [InlineData("2 4", 0, "2 4")] // so also where the third is the lowest
    [InlineData("2 4", 6, "4 6")]
    [InlineData("2 6", 2, "2 2")]
    [InlineData("2 6", 6, "6 6")]
    [InlineData("4 5", 0, "4 5")]
    [InlineData("4 5", 8, "4 5")]
    public void Of_three_ratings_the_one_that_deviates_most_goes(string pair, int third, string kept)
    {
        decimal[] ratings = [.. pair.Split(' ').Select(Number), third];

        var outcome = Adjudication.Of(new(RatingCombination.Sum, 0, 0), [new(ratings)]);

        Assert.Equal(kept.Split(' ').Select(Number), outcome.Kept[0]);
        Assert.Equal((2 * outcome.Kept[0][0], 2 * outcome.Kept[0][1], outcome.Kept[0].Sum()), (outcome.Lower, outcome.Higher, outcome.Score));
    }

    [Fact]
    public void The_task_that_differs_most_is_first_and_among_equals_the_first_one()
    {
        var rule = new AdjudicationRule(RatingCombination.Sum, 0, 20);

        Assert.Equal(2, Adjudication.Of(rule, [new([2, 3]), new([3, 1]), new([0, 3]), new([3, 0])]).ThirdFor);
        Assert.Equal(3, Adjudication.Of(rule, [new([2, 3]), new([3, 1]), new([0, 3, 3]), new([3, 0])]).ThirdFor);
        Assert.Equal(1, Adjudication.Of(rule, [new([2, 3]), new([3, 1]), new([0, 3, 3]), new([3, 0, 3])]).ThirdFor);
    }

    [Fact]
    public void A_cut_score_that_moves_later_asks_for_what_it_needs_and_keeps_the_third_ratings_there_are()
    {
        var (lenient, strict) = (new AdjudicationRule(RatingCombination.Sum, 6, 46), new AdjudicationRule(RatingCombination.Sum, 6, 50));
        TaskTotals[] pairs = [new([10, 10]), new([2, 6]), new([4, 7]), new([3, 3])];
        TaskTotals[] withOne = [pairs[0], new([2, 6, 7]), pairs[2], pairs[3]];
        TaskTotals[] withTwo = [pairs[0], withOne[1], new([4, 7, 5]), pairs[3]];

        Assert.Equal("38 to 52: 45, third for 1", Text(Adjudication.Of(lenient, pairs)));
        Assert.Equal("46 to 54: 50, settled", Text(Adjudication.Of(lenient, withOne)));
        Assert.Equal("46 to 54: 50, third for 2", Text(Adjudication.Of(strict, withOne)));
        Assert.Equal("46 to 50: 48, settled", Text(Adjudication.Of(strict, withTwo)));
        Assert.Equal("46 to 50: 48, settled", Text(Adjudication.Of(lenient, withTwo)));

        static string Text(AdjudicationOutcome outcome) =>
            $"{outcome.Lower} to {outcome.Higher}: {outcome.Score}, {(outcome.ThirdFor is { } third ? $"third for {third}" : "settled")}";
    }

    [Fact]
    public void Points_that_no_rater_gives_count_in_every_score()
    {
        TaskTotals[] tasks = [new([2, 6])];

        var without = Adjudication.Of(new(RatingCombination.Mean, 2, 5), tasks);
        var with = Adjudication.Of(new(RatingCombination.Mean, 2, 15, 10), tasks);

        Assert.Equal((2m, 6m, 4m, 0), (without.Lower, without.Higher, without.Score, without.ThirdFor));
        Assert.Equal((12m, 16m, 14m, 0), (with.Lower, with.Higher, with.Score, with.ThirdFor));
        Assert.Null(Adjudication.Of(new(RatingCombination.Mean, 2, 5, 10), tasks).ThirdFor);
    }

    [Fact]
    public void A_floor_counts_in_every_score_and_leaves_no_difference_to_settle()
    {
        var tasks = new List<TaskTotals> { new([10, 10]), new([3, 3]), new([2, 6], Floor: 16), new([4, 5]), new([3, 3]) };

        var sum = Adjudication.Of(new(RatingCombination.Sum, Margin: 1, CutScore: 57), tasks);

        Assert.Equal((56, 58, 57, 3), (sum.Lower, sum.Higher, sum.Score, sum.ThirdFor)); // not the task whose ratings differ most: it brings 16 by either
        Assert.Equal(57, Adjudication.Of(new(RatingCombination.Mean, Margin: null, CutScore: 57), [.. tasks.Select(task => new TaskTotals([.. task.Ratings.Select(rating => 2 * rating)], task.Floor))]).Score);
    }

    [Fact]
    public void Without_a_margin_nobody_is_asked_again()
    {
        TaskTotals[] tasks = [new([0, 8]), new([8, 0])];

        Assert.Null(Adjudication.Of(new(RatingCombination.Sum, null, 16), tasks).ThirdFor);
        Assert.Equal(0, Adjudication.Of(new(RatingCombination.Sum, 31, 16), tasks).ThirdFor);
    }

    [Fact]
    public void The_mean_of_any_number_of_ratings_is_exact()
    {
        var rule = new AdjudicationRule(RatingCombination.Mean, null, 5);

        // 1/3 + 1/3 + 1/3; 1/3 + 1/6 + 1/2; 20/3: the sum of rounded thirds, sixths and halves would miss the first two.
        Assert.Equal(1, Adjudication.Of(rule, [new([0, 0, 1]), new([1, 0, 0]), new([0, 1, 0])]).Score);
        Assert.Equal(1, Adjudication.Of(rule, [new([0, 0, 1]), new([0, 0, 0, 0, 0, 1]), new([1, 0])]).Score);
        var odd = Adjudication.Of(rule, [new([6, 7, 7])]);
        Assert.Equal((6m, 7m, 20m / 3), (odd.Lower, odd.Higher, odd.Score));
        Assert.Equal([6m, 7m, 7m], odd.Kept[0]);
    }

    [Fact]
    public void Without_tasks_there_are_only_the_other_points()
    {
        var outcome = Adjudication.Of(new(RatingCombination.Mean, null, 20, 31), []);

        Assert.Equal((31m, 31m, 31m, null), (outcome.Lower, outcome.Higher, outcome.Score, outcome.ThirdFor));
    }

    [Theory]
    [InlineData(RatingCombination.Sum, null, "5")]
    [InlineData(RatingCombination.Mean, null, "5")]
    [InlineData(RatingCombination.Sum, null, "5 6 7")]
    [InlineData(RatingCombination.Sum, 6, "5 6 7 8")]
    [InlineData(RatingCombination.Mean, 6, "5 6 7 8")]
    [InlineData(RatingCombination.Sum, -1, "5 6")]
    [InlineData(RatingCombination.Sum, 6, "-1 6")]
    [InlineData(RatingCombination.Mean, null, "")]
    public void Ratings_that_cannot_be_are_refused(RatingCombination combination, int? margin, string ratings)
    {
        TaskTotals[] tasks = [new([1, 1]), new([.. ratings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number)])];

        Assert.Throws<ArgumentException>(() => Adjudication.Of(new(combination, margin, 5), tasks));
    }

    private static (AdjudicationRule Rule, List<TaskTotals> Tasks) Any(Random random)
    {
        var tasks = Enumerable.Range(0, random.Next(1, 6)).Select(_ => new TaskTotals([random.Next(0, 9), random.Next(0, 9)])).ToList();
        var (combination, factor) = random.Next(2) == 0 ? (RatingCombination.Sum, 2) : (RatingCombination.Mean, 1);
        var other = random.Next(0, 5);
        return (new(combination, random.Next(0, 8), other + (random.Next(0, (16 * tasks.Count) + 1) * factor / 2m), other), tasks);
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The sentences of R art. 11, one by one, for sums in whole points: possibilities are listed, not calculated.</summary>
    private static class Regulation
    {
        public static (int Lowest, int Highest, int Score, int? Third) Read(int[][] ratings, int cut, int margin)
        {
            var counting = new int[ratings.Length][];
            for (var task = 0; task < ratings.Length; task++)
            {
                counting[task] = ratings[task].Length == 2 ? ratings[task] : WithoutTheMostDeviating(ratings[task]);
            }

            // Whatever either rater of each task may have seen rightly, twice.
            var possible = new List<int>();
            for (var choice = 0; choice < 1 << ratings.Length; choice++)
            {
                var points = 0;
                for (var task = 0; task < ratings.Length; task++)
                {
                    points += 2 * counting[task][(choice >> task) & 1];
                }

                possible.Add(points);
            }

            possible.Sort();
            var (lowest, highest) = (possible[0], possible[^1]);
            var score = counting.SelectMany(pair => pair).Sum();
            if (highest - lowest <= margin || cut <= lowest || cut > highest)
            {
                return (lowest, highest, score, null);
            }

            int? third = null;
            var most = 0;
            for (var task = 0; task < ratings.Length; task++)
            {
                if (ratings[task].Length == 2 && Math.Abs(ratings[task][0] - ratings[task][1]) > most)
                {
                    (third, most) = (task, Math.Abs(ratings[task][0] - ratings[task][1]));
                }
            }

            return (lowest, highest, score, third);
        }

        // Of the three pairs that could stay, the two closest together; of equally close ones the most favourable.
        private static int[] WithoutTheMostDeviating(int[] three)
        {
            int[][] pairs = [[three[0], three[1]], [three[0], three[2]], [three[1], three[2]]];
            var best = pairs[0];
            foreach (var pair in pairs)
            {
                var (distance, shortest) = (Math.Abs(pair[0] - pair[1]), Math.Abs(best[0] - best[1]));
                if (distance < shortest || (distance == shortest && pair.Sum() > best.Sum()))
                {
                    best = pair;
                }
            }

            return best;
        }
    }
}
