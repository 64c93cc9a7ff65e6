using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Tests.Rating;

/// <summary>From the ratings of a sitting to further ratings, cases and points. The rule of adjudication itself has tests of its own.</summary>
public sealed class RoundSettlementTests
{
    private static readonly Id<Item> One = Id<Item>.New();
    private static readonly Id<Item> Two = Id<Item>.New();
    private static readonly Id<Item> Three = Id<Item>.New();

    private static readonly VersionPolicies Summed = Policies(RatingCombination.Sum, margin: 3);
    private static readonly VersionPolicies Mean = Policies(RatingCombination.Mean);

    [Fact]
    public void Nothing_follows_while_a_rating_is_not_in_or_was_never_asked_for()
    {
        Assert.Equal(new SittingSettlement(), Settle(Summed, 10, Task(One, 2, null), Task(Two, 3, 3)), Same);
        Assert.Equal(new SittingSettlement(), Settle(Summed, 10, Task(One, 2), Task(Two, 3, 3)), Same);
    }

    [Fact]
    public void The_sum_and_the_mean_of_two_ratings_are_the_points_of_a_task()
    {
        Assert.Equal([5m, 6m], Settle(Policies(RatingCombination.Sum), 4, Task(One, 2, 3), Task(Two, 3, 3)).Points!.Values);
        Assert.Equal([2.5m, 3m], Settle(Mean, 4, Task(One, 2, 3), Task(Two, 3, 3)).Points!.Values);
    }

    [Fact]
    public void A_further_rating_is_asked_of_the_task_that_raters_differ_on_most_and_a_cut_score_that_moves_asks_anew()
    {
        TaskProgress[] tasks = [Task(One, 2, 4), Task(Two, 2, 5)];
        Assert.Equal(Two, Settle(Summed, 12, tasks).FurtherRating);
        Assert.NotNull(Settle(Summed, 19, tasks).Points); // H is 18
        Assert.NotNull(Settle(Summed, 8, tasks).Points); // L is 8
        Assert.Equal(Two, Settle(Summed, 9, tasks).FurtherRating);
    }

    [Fact]
    public void The_rating_that_deviates_most_from_a_third_does_not_count() =>
        Assert.Equal([9m, 6m], Settle(Summed, 12, Task(One, 2, 5, 4), Task(Two, 3, 3)).Points!.Values);

    [Fact]
    public void Three_thirds_are_one()
    {
        var three = Mean with { Rating = new RatingPolicy { Raters = 3 } };
        Assert.Equal(1m, Settle(three, 1, Task(One, 1, 0, 0), Task(Two, 1, 0, 0), Task(Three, 1, 0, 0)).Points!.Values.Sum());
    }

    [Fact]
    public void A_technical_problem_goes_to_the_board_once_all_ratings_of_the_task_are_in_whatever_other_tasks_wait_for()
    {
        Assert.Empty(Settle(Summed, 10, Task(One, -1, null), Task(Two, 3, 3)).ForTheBoard);
        Assert.Equal([(One, BoardCaseKind.TechnicalProblem)], Settle(Summed, 10, Task(One, -1, -1), Task(Two, 3, null)).ForTheBoard);
        Assert.Equal([(One, BoardCaseKind.Disagreement)], Settle(Summed, 10, Task(One, -1, 4), Task(Two, 3, 3)).ForTheBoard);
    }

    [Fact]
    public void A_task_that_the_board_has_is_not_brought_to_it_again_and_holds_the_sitting() =>
        Assert.Equal(new SittingSettlement(), Settle(Summed, 10, Task(One, -1, -1) with { Held = true }, Task(Two, 3, 3)), Same);

    [Fact]
    public void Awarded_points_count_in_the_lowest_and_the_highest_score_alike()
    {
        var awarded = Task(One, -1, -1) with { Awarded = 7 };
        Assert.Equal(Two, Settle(Summed, 12, awarded, Task(Two, 2, 5)).FurtherRating); // 11 and 17
        Assert.Equal([7m, 7m], Settle(Summed, 18, awarded, Task(Two, 2, 5)).Points!.Values);
        Assert.Equal([7m], Settle(Summed, 18, awarded).Points!.Values);
    }

    [Fact]
    public void Keyed_items_move_the_cut_score_also_where_wrong_answers_cost_points()
    {
        TaskProgress[] tasks = [Task(One, 2, 5)];
        Assert.Equal(One, RoundSettlement.Of(Summed, 12, otherPoints: 6, tasks).FurtherRating); // 10 and 16
        Assert.Equal([7m], RoundSettlement.Of(Summed, 12, otherPoints: 0, tasks).Points!.Values);
        Assert.Equal(One, RoundSettlement.Of(Summed, 3, otherPoints: -2, tasks).FurtherRating); // 2 and 8
    }

    private static VersionPolicies Policies(RatingCombination combination, int? margin = null) => new()
    {
        Scoring = new ScoringPolicy { Combination = combination, AdjudicationMargin = margin },
        Rating = new RatingPolicy { Raters = 2 },
    };

    /// <summary>Ratings by their points, −1 for a technical problem.</summary>
    private static TaskProgress Task(Id<Item> item, params int?[] ratings) => new(item,
        [.. ratings.Select(points => points is null ? null : new TaskScore { Points = points < 0 ? null : points, MaxPoints = 10, Scores = new Dictionary<string, int>() })]);

    private static SittingSettlement Settle(VersionPolicies policies, decimal cutScore, params TaskProgress[] tasks) =>
        RoundSettlement.Of(policies, cutScore, otherPoints: 0, tasks);

    private static bool Same(SittingSettlement expected, SittingSettlement actual) =>
        expected.ForTheBoard.SequenceEqual(actual.ForTheBoard) && expected.FurtherRating == actual.FurtherRating && expected.Points is null == actual.Points is null;
}
