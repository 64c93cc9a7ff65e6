using System.Numerics;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Rating;

/// <summary>How the ratings of a sitting become its score, all of it in units of that score.</summary>
/// <param name="Combination">Whether a task brings the sum of its two ratings or the mean of all that it has.</param>
/// <param name="Margin">What the highest and the lowest possible score may differ before tasks get a third rating. Absent: they never do.</param>
/// <param name="CutScore">The points from which the part is passed.</param>
/// <param name="OtherPoints">What no rater gives, as for keyed items: it counts in the lowest and the highest possible score alike.</param>
public sealed record AdjudicationRule(RatingCombination Combination, int? Margin, decimal CutScore, decimal OtherPoints = 0);

/// <summary>The ratings of one task.</summary>
/// <param name="Ratings">
/// Each rater's total by the rubric as corrected (N art. 6–7), in the order in which the raters were assigned. A third beside
/// a margin is one that was asked for.
/// </param>
/// <param name="Floor">What every candidate gets at least for the task, in units of the score (N art. 5).</param>
public sealed record TaskTotals(IReadOnlyList<decimal> Ratings, decimal Floor = 0);

/// <summary>What the ratings so far come to.</summary>
public sealed record AdjudicationOutcome
{
    /// <summary>The lowest possible score: that of the lower rating of every task.</summary>
    public required decimal Lower { get; init; }

    /// <summary>The highest possible score.</summary>
    public required decimal Higher { get; init; }

    public required decimal Score { get; init; }

    /// <summary>The place of the task that needs a third rating before the score stands; null when it does.</summary>
    public required int? ThirdFor { get; init; }

    /// <summary>The ratings that count, for each task in ascending order.</summary>
    public required IReadOnlyList<IReadOnlyList<decimal>> Kept { get; init; }
}

/// <summary>
/// Independent ratings into one score (R art. 11; N annex 1 and 2 for the mean). Nothing is remembered between calls:
/// a third rating, or a cut score that moved, is a new call with all ratings there are.
/// </summary>
public static class Adjudication
{
    /// <exception cref="ArgumentException">A task with fewer or more ratings than the rule gives rise to, or anything below 0.</exception>
    public static AdjudicationOutcome Of(AdjudicationRule rule, IReadOnlyList<TaskTotals> tasks)
    {
        Check(rule, tasks);
        IReadOnlyList<IReadOnlyList<decimal>> kept = [.. tasks.Select(task => Keep(rule, task))];
        var factor = rule.Combination == RatingCombination.Sum ? 2 : 1;
        var bounds = tasks.Zip(kept, (task, ratings) => (Lower: Math.Max(task.Floor, factor * ratings[0]), Higher: Math.Max(task.Floor, factor * ratings[^1]))).ToList();
        var lower = rule.OtherPoints + bounds.Sum(task => task.Lower);
        var higher = rule.OtherPoints + bounds.Sum(task => task.Higher);
        var mayChangeTheVerdict = higher - lower > rule.Margin && lower < rule.CutScore && rule.CutScore <= higher;
        return new AdjudicationOutcome
        {
            Lower = lower,
            Higher = higher,
            Score = rule.OtherPoints + (rule.Combination == RatingCombination.Sum
                ? tasks.Zip(kept, (task, ratings) => Math.Max(task.Floor, ratings.Sum())).Sum()
                : SumOfMeans([.. tasks.Zip(kept)])),
            ThirdFor = mayChangeTheVerdict ? MostDisputed([.. tasks.Zip(bounds, (task, bound) => (task.Ratings.Count, bound.Higher - bound.Lower))]) : null,
            Kept = kept,
        };
    }

    // Of three, the rating that deviates most goes; at equal distances the two most favourable stay (R art. 11).
    private static IReadOnlyList<decimal> Keep(AdjudicationRule rule, TaskTotals task) =>
        rule.Margin is not null && task.Ratings.Order().ToArray() is [var low, var middle, var high]
            ? middle - low < high - middle ? [low, middle] : [middle, high]
            : [.. task.Ratings.Order()];

    // Largest difference first, then the order of the tasks: ours, the source says "some tasks" (R art. 11).
    private static int? MostDisputed(IReadOnlyList<(int Ratings, decimal Difference)> tasks) => tasks.Index()
        .Where(task => task.Item is { Ratings: 2, Difference: > 0 })
        .OrderByDescending(task => task.Item.Difference)
        .Select(task => (int?)task.Index)
        .FirstOrDefault();

    /// <summary>
    /// Over the least common denominator, so that it is divided once, at the end: three times a third is 1. What that
    /// division rounds is the 28th digit, too little to carry a score over a cut score.
    /// </summary>
    private static decimal SumOfMeans(IReadOnlyList<(TaskTotals Task, IReadOnlyList<decimal> Ratings)> tasks)
    {
        var denominator = tasks.Select(task => task.Ratings.Count).Distinct()
            .Aggregate(1L, (common, count) => checked(common / (long)BigInteger.GreatestCommonDivisor(common, count) * count));
        return tasks.Sum(task => Math.Max(task.Task.Floor * denominator, task.Ratings.Sum() * (denominator / task.Ratings.Count))) / denominator;
    }

    private static void Check(AdjudicationRule rule, IReadOnlyList<TaskTotals> tasks)
    {
        if (rule.Margin < 0 || rule.OtherPoints < 0 || tasks.Any(task => task.Floor < 0 || task.Ratings.Any(rating => rating < 0)))
        {
            throw new ArgumentException("A margin, points or a rating are below 0.");
        }

        var most = rule.Margin is not null ? 3 : rule.Combination == RatingCombination.Sum ? 2 : int.MaxValue;
        if (tasks.FirstOrDefault(task => task.Ratings.Count < 2 || task.Ratings.Count > most) is { } wrong)
        {
            throw new ArgumentException($"A task has {wrong.Ratings.Count} ratings.", nameof(tasks));
        }
    }
}
