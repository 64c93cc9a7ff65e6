using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Rating;

/// <summary>What has come in for one task of a sitting.</summary>
/// <param name="ItemId">The task.</param>
/// <param name="Ratings">In the order in which their raters were assigned; null is not in yet.</param>
/// <param name="Awarded">The points that the board gave instead.</param>
/// <param name="Held">The board has not decided yet.</param>
/// <param name="Floor">What every candidate gets at least (N art. 5). It decides about further ratings; the points are what the ratings come to.</param>
public sealed record TaskProgress(Id<Item> ItemId, IReadOnlyList<TaskScore?> Ratings, decimal? Awarded = null, bool Held = false, decimal Floor = 0);

/// <summary>How far a sitting is. Nothing in it: ratings or the board are waited for.</summary>
public sealed record SittingSettlement
{
    /// <summary>Tasks that the raters leave to the board.</summary>
    public IReadOnlyList<(Id<Item> Item, BoardCaseKind Kind)> ForTheBoard { get; init; } = [];

    /// <summary>The task that needs one rating more, by a rater who has not rated it.</summary>
    public Id<Item>? FurtherRating { get; init; }

    /// <summary>The points of each task, which add up to the score of the sitting. Null until it is settled.</summary>
    public IReadOnlyDictionary<Id<Item>, decimal>? Points { get; init; }
}

/// <summary>
/// From the ratings of a sitting to its points, or to what it takes first. It remembers nothing: a rating that came in, a
/// decision of the board or a cut score that moved is a new call with all there is.
/// </summary>
public static class RoundSettlement
{
    /// <param name="policies">The version's.</param>
    /// <param name="cutScore">The one that holds, which a correction may have moved.</param>
    /// <param name="otherPoints">Of what no rater gives: keyed items.</param>
    /// <param name="tasks">Every task of the sitting that is rated.</param>
    public static SittingSettlement Of(VersionPolicies policies, decimal cutScore, decimal otherPoints, IReadOnlyList<TaskProgress> tasks)
    {
        // A further rating counts once it is given, and is waited for only where it is needed.
        var rated = tasks.Where(task => task.Awarded is null)
            .Select(task => task with { Ratings = [.. task.Ratings.Where((rating, index) => index < policies.Rating.Raters || rating is not null)] }).ToList();
        var forTheBoard = rated.Where(task => !task.Held && IsIn(task, policies) && task.Ratings.Any(rating => rating!.Points is null))
            .Select(task => (task.ItemId, task.Ratings.All(rating => rating!.Points is null) ? BoardCaseKind.TechnicalProblem : BoardCaseKind.Disagreement)).ToList();
        if (forTheBoard.Count > 0 || rated.Any(task => task.Held || !IsIn(task, policies)))
        {
            return new SittingSettlement { ForTheBoard = forTheBoard };
        }

        // In the rule what no rater gives counts in L and H alike; taken off the cut score it may also be below 0, where wrong answers cost points.
        var cut = cutScore - otherPoints - tasks.Sum(task => task.Awarded is { } awarded ? Math.Max(task.Floor, awarded) : 0);
        var rule = new AdjudicationRule(policies.Scoring.Combination, policies.Scoring.AdjudicationMargin, cut);
        List<TaskTotals> totals = [.. rated.Select(task => new TaskTotals([.. task.Ratings.Select(rating => (decimal)rating!.Points!.Value)], task.Floor))];
        return Adjudication.Of(rule, totals).ThirdFor is { } third
            ? new SittingSettlement { FurtherRating = rated[third].ItemId }
            : new SittingSettlement { Points = PointsOf(policies, tasks, rated, Adjudication.Of(rule, totals.ConvertAll(task => task with { Floor = 0 }))) };
    }

    private static bool IsIn(TaskProgress task, VersionPolicies policies) =>
        task.Ratings.Count >= policies.Rating.Raters && task.Ratings.All(rating => rating is not null);

    // What division rounds off the means goes to the last task, so that three times a third is 1.
    private static Dictionary<Id<Item>, decimal> PointsOf(
        VersionPolicies policies, IReadOnlyList<TaskProgress> tasks, List<TaskProgress> rated, AdjudicationOutcome outcome)
    {
        var points = tasks.Where(task => task.Awarded is not null).ToDictionary(task => task.ItemId, task => task.Awarded!.Value);
        var left = outcome.Score;
        foreach (var (index, task) in rated.Index())
        {
            var kept = outcome.Kept[index];
            points[task.ItemId] = index == rated.Count - 1 ? left : policies.Scoring.Combination == RatingCombination.Sum ? kept.Sum() : kept.Average();
            left -= points[task.ItemId];
        }

        return points;
    }
}
