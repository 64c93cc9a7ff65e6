using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;

namespace Cesuur.Domain.Tests.Catalogue;

public sealed class ItemTests
{
    private static readonly Item Choice = SampleContent.Choice("q1");
    private static readonly Item Text = SampleContent.Text("t1");
    private static readonly Item Speech = SampleContent.Speech("t2");
    private static readonly Answer Recorded = new() { RecordingId = Id<Recording>.New() };

    [Fact]
    public void An_answer_of_the_right_kind_is_taken()
    {
        Assert.Null(Choice.Check(new Answer { Choice = "a" }));
        Assert.Null(Text.Check(new Answer { Text = "Beste buurvrouw, 👋\n\nTot morgen!" }));
        Assert.Null(Text.Check(new Answer { Text = "" }));
        Assert.Null(Speech.Check(Recorded));
    }

    [Fact]
    public void An_answer_of_another_kind_is_refused()
    {
        Assert.All(
            [
                Choice.Check(new Answer { Text = "a" }),
                Choice.Check(Recorded),
                Text.Check(new Answer { Choice = "a" }),
                Text.Check(Recorded),
                Speech.Check(new Answer { Choice = "a" }),
                Speech.Check(new Answer { Text = "a" }),
                Choice.Check(new Answer { Choice = "a", Text = "a" }),
                Text.Check(Recorded with { Text = "a" }),
                Speech.Check(Recorded with { Choice = "a" }),
                Choice.Check(new Answer()),
            ],
            error => Assert.Equal(AnswerErrors.Mismatch.Code, error?.Code));
    }

    [Theory]
    [InlineData("c")]
    [InlineData("B")]
    [InlineData("")]
    public void A_choice_the_item_does_not_have_is_refused(string choice)
    {
        var error = Choice.Check(new Answer { Choice = choice });

        Assert.Equal(("/choice", AnswerErrors.UnknownChoice.Code), (error?.Pointer, error?.Code));
    }

    [Fact]
    public void A_text_is_bounded_at_20_000_characters()
    {
        Assert.Null(Text.Check(new Answer { Text = new string('a', 20_000) }));

        var error = Text.Check(new Answer { Text = new string('a', 20_001) });

        Assert.Equal(("/text", AnswerErrors.TextTooLong.Code), (error?.Pointer, error?.Code));
    }

    [Fact]
    public void A_text_longer_than_the_task_asks_for_is_still_taken() =>
        Assert.Null((Text with { MaxWords = 1 }).Check(new Answer { Text = "Twee woorden" }));

    [Theory]
    [InlineData('\0')]
    [InlineData('\ud83d')]
    [InlineData('\udc4b')]
    public void A_text_that_cannot_be_stored_is_refused(char character)
    {
        var error = Text.Check(new Answer { Text = $"Beste {character}!" });

        Assert.Equal(("/text", AnswerErrors.TextNotStorable.Code), (error?.Pointer, error?.Code));
    }

    [Fact]
    public void Pairs_are_checked_one_by_one_however_many_there_are()
    {
        Choice[] many = [.. Enumerable.Range(1, 500).Select(number => new Choice { Id = $"c{number}", MatchMax = 0 })];
        var item = Choice with { Type = ItemType.Match, Choices = many, Targets = [.. many, new Choice { Id = "once" }] };
        Pair[] pairs = [.. many.SelectMany(_ => many, (choice, target) => new Pair(choice.Id, target.Id))];

        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Null(item.Check(new Answer { Pairs = pairs }));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);

        Assert.Equal(("/pairs/250000", AnswerErrors.ChosenTwice.Code), Found([.. pairs, pairs[0]]));
        Assert.Equal(("/pairs/1", AnswerErrors.ChosenTwice.Code), Found([new("c1", "once"), new("c2", "once")]));
        Assert.Equal(("/pairs/0/source", AnswerErrors.UnknownChoice.Code), Found([null!]));

        (string?, string?) Found(Pair[] given) => item.Check(new Answer { Pairs = given }) is { } error ? (error.Pointer, error.Code) : (null, null);
    }
}
