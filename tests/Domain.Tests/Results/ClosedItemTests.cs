using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Tests.Results;

/// <summary>What keys make of answers, of every type of item that has one. Values stand between bars.</summary>
public sealed class ClosedItemTests
{
    [Theory]
    [InlineData(ItemType.SingleChoice, "b", "b", "a")]
    [InlineData(ItemType.SingleChoice, "a|b", "a", "c")] // any of several
    [InlineData(ItemType.InlineChoice, "b", "b", "c")]
    [InlineData(ItemType.TextEntry, "fiets|rijwiel", "rijwiel", "fietsen")]
    [InlineData(ItemType.MultipleChoice, "a|c", "c|a", "a")] // all of them, in whatever order
    [InlineData(ItemType.MultipleChoice, "a|c", "a|c", "a|b|c")]
    [InlineData(ItemType.HotText, "a|c", "c|a", "c")]
    [InlineData(ItemType.Order, "a|b|c", "a|b|c", "a|c|b")]
    [InlineData(ItemType.Match, "a x|b y", "b y|a x", "a y|b x")]
    [InlineData(ItemType.GapMatch, "a x|b y", "a x|b y", "a x")]
    public void A_right_answer_earns_the_points_of_the_key_and_any_other_nothing(ItemType type, string correct, string right, string wrong)
    {
        var key = new ScoringKey { Correct = correct.Split('|'), Points = 1.5m };

        Assert.Equal(1.5m, KeyScoring.Points(key, type, right.Split('|')));
        Assert.Equal(0, KeyScoring.Points(key, type, wrong.Split('|')));
        Assert.Equal(0, KeyScoring.Points(key, type, []));
    }

    [Theory]
    [InlineData(ItemType.SingleChoice, "b", 0.5)]
    [InlineData(ItemType.InlineChoice, "a", 1)]
    [InlineData(ItemType.TextEntry, "b", 0.5)]
    [InlineData(ItemType.MultipleChoice, "a|b", 1.5)]
    [InlineData(ItemType.MultipleChoice, "a|c", 0.75)] // a wrong one costs
    [InlineData(ItemType.HotText, "b|b", 0.5)] // each value once
    [InlineData(ItemType.MultipleChoice, "c", 0)] // never below the least
    [InlineData(ItemType.Match, "a x|b y|c z", 1.75)] // at most the most
    [InlineData(ItemType.GapMatch, "b y|a z", 0.5)]
    public void Partial_credit_is_what_the_values_are_worth_together(ItemType type, string values, double points)
    {
        var key = new ScoringKey
        {
            Correct = [],
            Mapping = [new("a", 1), new("b", 0.5m), new("c", -0.25m), new("a x", 1), new("b y", 0.5m), new("c z", 0.5m)],
            MinPoints = 0,
            MaxPoints = 1.75m,
        };

        Assert.Equal((decimal)points, KeyScoring.Points(key, type, values.Split('|')));
    }

    [Theory]
    [InlineData("", "Café au lait", true)]
    [InlineData("", "café au lait", false)]
    [InlineData("case", "CAFÉ AU LAIT", true)]
    [InlineData("case", "cafe au lait", false)]
    [InlineData("accents", "Cafe au lait", true)]
    [InlineData("accents", "cafe au lait", false)]
    [InlineData("spaces", "  Café   au\tlait ", true)]
    [InlineData("spaces", "Caféaulait", false)]
    [InlineData("punctuation", "Café-au lait.", false)] // the hyphen goes, no space comes
    [InlineData("punctuation", "Café au lait!", true)]
    [InlineData("case accents spaces punctuation", " cafè  au lait… ", true)]
    public void A_typed_text_is_compared_as_the_key_declares(string ignored, string typed, bool right)
    {
        var text = new TextMatching
        {
            IgnoreCase = ignored.Contains("case", StringComparison.Ordinal),
            IgnoreAccents = ignored.Contains("accents", StringComparison.Ordinal),
            IgnoreSpaces = ignored.Contains("spaces", StringComparison.Ordinal),
            IgnorePunctuation = ignored.Contains("punctuation", StringComparison.Ordinal),
        };
        var exact = new ScoringKey { Correct = ["Café au lait"], Text = text };
        var mapped = new ScoringKey { Correct = [], Mapping = [new("Café au lait", 1)], Text = text };

        Assert.All([exact, mapped], key => Assert.Equal(right ? 1 : 0, KeyScoring.Points(key, ItemType.TextEntry, [typed])));
    }

    [Fact]
    public void An_entry_of_a_mapping_may_disregard_case_by_itself()
    {
        var key = new ScoringKey { Correct = [], Mapping = [new("Jan", 1), new("piet", 0.5m, CaseSensitive: false)] };

        Assert.Equal([1, 0, 0.5m], new[] { "Jan", "jan", "Piet" }.Select(typed => KeyScoring.Points(key, ItemType.TextEntry, [typed])));
    }

    [Fact]
    public void A_composite_item_earns_what_its_parts_earn()
    {
        var item = new Item
        {
            Identifier = "form",
            Type = ItemType.Composite,
            Parts =
            [
                new Part { Identifier = "day", Type = ItemType.TextEntry, Key = new ScoringKey { Correct = ["maandag"], Points = 0.5m } },
                new Part
                {
                    Identifier = "time",
                    Type = ItemType.SingleChoice,
                    Choices = [new Choice { Id = "a", Text = "9 uur" }, new Choice { Id = "b", Text = "10 uur" }],
                    Key = new ScoringKey { Correct = ["b"] },
                },
            ],
        };
        decimal? Points(string day, string? time) => item.Score(new Answer
        {
            Parts = new Dictionary<string, Answer> { ["day"] = new() { Text = day }, ["time"] = new() { Choice = time } },
        });

        Assert.Equal([1.5m, 1, 0.5m, 0], new[] { Points("maandag", "b"), Points("dinsdag", "b"), Points("maandag", null), Points("", "a") });
        Assert.Equal((1.5m, 0), (item.MaxPoints, item.Score(null)));
    }
}
