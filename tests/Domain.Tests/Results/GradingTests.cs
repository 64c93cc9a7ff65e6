using System.Globalization;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Results;

namespace Cesuur.Domain.Tests.Results;

public sealed class GradingTests
{
    [Theory]
    [InlineData("0", Outcome.Fail)]
    [InlineData("23", Outcome.Fail)]
    [InlineData("23.5", Outcome.Fail)]
    [InlineData("24", Outcome.Pass)]
    [InlineData("35", Outcome.Pass)]
    public void The_cut_score_passes_and_anything_less_fails(string points, Outcome outcome) =>
        Assert.Equal(new Grade { Outcome = outcome }, Grading.Grade(Exact(points), 35, 24, ResultPolicy.PassFail, Level.A2));

    [Theory]
    [InlineData("0", 40, 20, "1.0")]
    [InlineData("20", 40, 20, "5.5")]
    [InlineData("40", 40, 20, "10.0")]
    [InlineData("10", 40, 20, "3.3")] // 3.25: half, away from zero
    [InlineData("30", 40, 20, "7.8")] // 7.75: half, away from zero
    [InlineData("1", 90, 45, "1.1")]
    [InlineData("0.5", 90, 45, "1.1")] // 1.05
    [InlineData("1", 3, 2, "3.3")] // 3.25
    [InlineData("1", 36, 27, "1.2")] // 1.1666…
    [InlineData("28", 36, 27, "6.0")]
    public void A_mark_lies_on_the_line_through_1_and_5_point_5_and_10(string points, int maxPoints, int cutScore, string mark) =>
        Assert.Equal(Exact(mark), Grading.Grade(Exact(points), maxPoints, cutScore, ResultPolicy.Mark).Mark);

    [Fact]
    public void Pass_is_decided_before_the_mark_is_rounded()
    {
        var grade = Grading.Grade(199, 300, 200, ResultPolicy.Mark);

        Assert.Equal(new Grade { Outcome = Outcome.Fail, Mark = 5.5m }, grade);
    }

    [Fact]
    public void The_level_is_reached_only_by_passing()
    {
        Assert.Equal(Level.B1, Grading.Grade(20, 35, 20, ResultPolicy.CefrLevel, Level.B1).Level);
        Assert.Equal(new Grade { Outcome = Outcome.Fail }, Grading.Grade(19, 35, 20, ResultPolicy.CefrLevel, Level.B1));
    }

    [Fact]
    public void More_points_never_lower_a_mark_and_5_point_5_and_up_goes_with_every_pass()
    {
        for (var maxPoints = 2; maxPoints <= 60; maxPoints++)
        {
            for (var cutScore = 1; cutScore < maxPoints; cutScore++)
            {
                var grades = Enumerable.Range(0, maxPoints + 1)
                    .Select(points => Grading.Grade(points, maxPoints, cutScore, ResultPolicy.Mark))
                    .ToList();

                Assert.Equal(grades.Select(grade => grade.Mark).Order(), grades.Select(grade => grade.Mark));
                Assert.Equal((1m, 5.5m, 10m), (grades[0].Mark, grades[cutScore].Mark, grades[maxPoints].Mark));
                Assert.All(grades.Index(), grade => Assert.Equal(
                    grade.Index >= cutScore ? Outcome.Pass : Outcome.Fail, grade.Item.Outcome));
                Assert.All(grades, grade => Assert.True(grade.Outcome == Outcome.Pass ? grade.Mark >= 5.5m : grade.Mark <= 5.5m));
            }
        }
    }

    [Fact]
    public void A_mark_equals_the_one_of_exact_integer_arithmetic()
    {
        for (var maxPoints = 2; maxPoints <= 60; maxPoints++)
        {
            for (var cutScore = 1; cutScore < maxPoints; cutScore++)
            {
                for (var points = 0; points <= maxPoints; points++)
                {
                    // In tenths: 10 + 45 p / c, or 55 + 45 (p − c) / (m − c); a half is added and the rest cut off.
                    var (from, above, width) = points < cutScore
                        ? (10, points, cutScore)
                        : (55, points - cutScore, maxPoints - cutScore);
                    var tenths = from + (((90 * above) + width) / (2 * width));

                    Assert.Equal(tenths / 10m, Grading.Grade(points, maxPoints, cutScore, ResultPolicy.Mark).Mark);
                }
            }
        }
    }

    [Theory]
    [InlineData("-0.5", 35, 20)]
    [InlineData("35.5", 35, 20)]
    [InlineData("10", 35, 0)]
    [InlineData("10", 35, 35)]
    public void What_cannot_be_is_not_graded(string points, int maxPoints, int cutScore) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Grading.Grade(Exact(points), maxPoints, cutScore, ResultPolicy.Mark));

    private static decimal Exact(string number) => decimal.Parse(number, CultureInfo.InvariantCulture);
}
