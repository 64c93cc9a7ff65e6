using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Results;
using Cesuur.Domain.Tests.Catalogue;

namespace Cesuur.Domain.Tests.Results;

public sealed class ScoringTests
{
    [Fact]
    public void Right_answers_earn_their_points_and_wrong_or_omitted_ones_nothing()
    {
        var right = SampleContent.Choice("q1");
        var wrong = SampleContent.Choice("q2");
        var omitted = SampleContent.Choice("q3");
        var heavy = SampleContent.Choice("q4", points: 3);

        var score = Scoring.Score(SampleContent.Of(right, wrong, omitted, heavy), new Dictionary<Id<Item>, Answer>
        {
            [right.Id] = new() { Choice = "b" },
            [wrong.Id] = new() { Choice = "a" },
            [heavy.Id] = new() { Choice = "b" },
        });

        Assert.Equal([1, 0, 0, 3], score.Items.Select(item => item.Points));
        Assert.Equal([1, 1, 1, 3], score.Items.Select(item => item.MaxPoints));
        Assert.Equal([right.Id, wrong.Id, omitted.Id, heavy.Id], score.Items.Select(item => item.ItemId));
        Assert.Equal((4, 6, false), (score.Points, score.MaxPoints, score.NeedsRating));
    }

    [Fact]
    public void Any_choice_of_the_key_is_right()
    {
        var item = SampleContent.Choice("q1") with { Key = new ScoringKey { Correct = ["a", "b"] } };

        Assert.All(["a", "b"], choice => Assert.Equal(
            1,
            Scoring.Score(
                SampleContent.Of(item), new Dictionary<Id<Item>, Answer> { [item.Id] = new() { Choice = choice } }).Points));
    }

    [Fact]
    public void A_task_needs_a_rater_with_a_response_and_without_one()
    {
        var text = SampleContent.Text("t1");
        var speech = SampleContent.Speech("t2");
        var choice = SampleContent.Choice("q1");
        var content = SampleContent.Of(text, speech, choice);

        var silent = Scoring.Score(content, new Dictionary<Id<Item>, Answer>());
        var given = Scoring.Score(content, new Dictionary<Id<Item>, Answer>
        {
            [text.Id] = new() { Text = "Beste buurvrouw," },
            [speech.Id] = new() { RecordingId = Id<Recording>.New() },
            [choice.Id] = new() { Choice = "b" },
        });

        Assert.Equal([true, true, false], silent.Items.Select(item => item.NeedsRating));
        Assert.Equal([null, null, 0], silent.Items.Select(item => item.Points));
        Assert.Equal([null, null, 1], given.Items.Select(item => item.Points));
        Assert.Equal((1, 11, true), (given.Points, given.MaxPoints, given.NeedsRating));
    }
}
