using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Tests.Rating;

public sealed class RubricCheckTests
{
    [Theory]
    [InlineData("writing_sentence")]
    [InlineData("writing_medium_ii")]
    [InlineData("speaking_long")]
    public void A_sound_rubric_has_no_obstacles(string task) =>
        Assert.Empty(RubricCheck.Of(StateExamRubrics.Of(task), "/rubric"));

    [Fact]
    public void Every_fault_of_a_rubric_is_found_in_its_place()
    {
        var rubric = new Rubric
        {
            Criteria =
            [
                new Criterion { Id = "content", Title = "Content", MaxPoints = 3 },
                new Criterion { Id = "content", Title = "Content again", MaxPoints = 0 },
                new Criterion { Id = "Word choice", Title = "Word choice", MaxPoints = 1 },
            ],
            Gates = [new Gate { Criterion = "content" }, new Gate { Criterion = "adequacy" }],
            Caps =
            [
                new Cap { Flag = "read_aloud", Criteria = ["content", "pace"], MaxPoints = -1 },
                new Cap { Flag = "Read aloud", Criteria = [], MaxPoints = 1 },
            ],
        };

        Assert.Equal(
            [
                ("/r/criteria/1/id", "criterion_duplicate"),
                ("/r/criteria/1/maxPoints", "criterion_without_points"),
                ("/r/criteria/2/id", "rubric_word_not_snake_case"),
                ("/r/gates/1/criterion", "gate_unknown_criterion"),
                ("/r/caps/0/criteria/1", "cap_unknown_criterion"),
                ("/r/caps/0/maxPoints", "cap_negative"),
                ("/r/caps/1/flag", "rubric_word_not_snake_case"),
                ("/r/caps/1/criteria", "cap_without_criteria"),
            ],
            RubricCheck.Of(rubric, "/r").Select(obstacle => (obstacle.Pointer, obstacle.Code)));
    }

    [Fact]
    public void A_rubric_without_criteria_cannot_be_published() =>
        Assert.Equal(
            RubricErrors.NoCriteria.Code,
            Assert.Single(RubricCheck.Of(new Rubric { Criteria = [] }, "/rubric")).Code);
}
