using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Tests.Catalogue;

public class TestVersionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, RatingCombination.Sum, 9)]
    [InlineData(2, RatingCombination.Sum, 17)]
    [InlineData(2, RatingCombination.Mean, 9)]
    [InlineData(3, RatingCombination.Mean, 9)]
    public void A_task_counts_twice_where_two_ratings_are_summed_and_a_keyed_item_never(int raters, RatingCombination combination, decimal most)
    {
        var policies = new VersionPolicies { Rating = new RatingPolicy { Raters = raters }, Scoring = new ScoringPolicy { Combination = combination } };
        var content = SampleContent.Of(SampleContent.Choice("q1"), SampleContent.Text("t1"));

        var version = TestVersion.Draft(Id<Test>.New(), 1, content, new VersionSettings { DurationSeconds = 60 }, cutScore: null, Now);
        version.Set(version.Settings with { Policies = policies });

        Assert.Equal(most, version.MaxPoints);
    }

    [Fact]
    public void A_cut_score_is_among_the_points_of_both_ratings()
    {
        var policies = new VersionPolicies { Rating = new RatingPolicy { Raters = 2 } };
        var content = SampleContent.Of(SampleContent.Text("t1"));

        Assert.Empty(PublicationCheck.Of(content, 16, TimeSpan.FromMinutes(5), policies: policies));
        Assert.Equal("/cutScore", Assert.Single(PublicationCheck.Of(content, 17, TimeSpan.FromMinutes(5), policies: policies)).Pointer);
    }
}
