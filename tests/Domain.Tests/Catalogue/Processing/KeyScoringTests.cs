using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Catalogue.Processing;

namespace Cesuur.Domain.Tests.Catalogue.Processing;

/// <summary>Scoring by the keys that were recognised comes to what evaluating the processing directly comes to.</summary>
public sealed class KeyScoringTests
{
    private const int Items = 60;

    private const int ResponsesPerItem = 40;

    public static TheoryData<string> Forms => new(RandomItems.Forms);

    [Theory]
    [MemberData(nameof(Forms))]
    public void Keys_score_every_response_as_the_processing_does(string form)
    {
        for (var seed = 0; seed < Items; seed++)
        {
            var items = new RandomItems(seed);
            var (processing, types) = items.Item(form);
            Assert.Empty(ProcessingCheck.Of(processing));
            var keys = KeyRecognition.Of(processing, types);
            Assert.True(keys is not null, $"Item {seed} of the form {form} is not recognised.");

            for (var turn = 0; turn < ResponsesPerItem; turn++)
            {
                var responses = items.Responses(processing, types);

                var byKeys = keys.Sum(key => KeyScoring.Points(key.Value, types[key.Key], responses[key.Key]));
                var direct = ResponseEvaluator.Evaluate(processing, responses).Points;

                Assert.True(byKeys == direct, $"Item {seed} of the form {form}: {byKeys} by keys, {direct} directly, for {Told(responses)}.");
            }
        }
    }

    [Fact]
    public void The_processing_written_for_keys_is_read_back_into_the_same_keys()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var keys = new RandomItems(seed).Keys();

            var read = KeyRecognition.Of(KeyProcessing.Of(keys, 10), keys.ToDictionary(key => key.Identifier, key => key.Type));

            Assert.Equal(
                keys.Select(key => (key.Identifier, Told(key.Key!))).Order(),
                (read ?? new Dictionary<string, ScoringKey>()).Select(key => (key.Key, Told(key.Value))).Order());
        }
    }

    [Theory]
    [InlineData(ItemType.MultipleChoice, null, "A=1", 0.5, 2.0)]
    [InlineData(ItemType.MultipleChoice, 2, "A=1", 0.5, 1.5)]
    [InlineData(ItemType.MultipleChoice, null, "A=-1", 1.0, 2.0)]
    [InlineData(ItemType.SingleChoice, null, "A=1 B=2", 3.0, 3.0)]
    [InlineData(ItemType.SingleChoice, null, "A=-1 B=-2", -3.0, 0.0)]
    [InlineData(ItemType.TextEntry, null, "A=1", 0.25, 1.0)]
    [InlineData(ItemType.TextEntry, null, "A=1", 4.0, 4.0)]
    [InlineData(ItemType.TextEntry, null, "a=1~ A=9", 0.0, 1.0)] // the first entry has taken all ways to write it
    [InlineData(ItemType.TextEntry, null, "a=1 A=2 a=9~", 0.0, 2.0)] // as these two have
    [InlineData(ItemType.Match, null, "A,X=1 A,Y=0.5", 0.0, 1.0)]
    [InlineData(ItemType.Match, null, "A,X=3 A,Y=2 B,X=2", 0.0, 4.0)] // the best pair is in none of the best answers
    [InlineData(ItemType.Match, 1, "A,X=3 A,Y=2 B,X=2", 0.0, 3.0)]
    [InlineData(ItemType.Match, null, "A,X=3", 1.0, 4.0)]
    public void The_maximum_is_what_the_best_answer_earns(ItemType type, int? maxChoices, string mapping, double standard, double expected)
    {
        var interaction = SampleProcessing.Part(type) with { MaxChoices = maxChoices };
        var key = new ScoringKey { Correct = [], Mapping = Mapping(mapping), MappingDefault = (decimal)standard };

        Assert.Equal((decimal)expected, KeyScoring.MaxPoints(key, interaction));
    }

    [Fact]
    public void Some_answer_earns_the_maximum_and_none_more()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var type = random.GetItems([ItemType.SingleChoice, ItemType.MultipleChoice, ItemType.Match, ItemType.GapMatch], 1)[0];
            var interaction = SampleProcessing.Part(type) with { MaxChoices = random.Next(4) };
            interaction = interaction with
            {
                Choices = [.. interaction.Choices.Select(choice => choice with { MatchMax = random.Next(3) })],
                Targets = [.. interaction.Targets.Select(target => target with { MatchMax = random.Next(3) })],
            };
            string[] values = interaction.Targets.Count == 0
                ? [.. interaction.Choices.Select(choice => choice.Id)]
                : [.. interaction.Choices.SelectMany(_ => interaction.Targets, (choice, target) => $"{choice.Id} {target.Id}")];
            var key = new ScoringKey
            {
                Correct = [],
                Mapping = [.. random.GetItems(values, 4).Select(value => new MappedValue(value, random.Next(-2, 6) / 2m))],
                MappingDefault = random.Next(-2, 2) / 2m,
                MinPoints = random.Next(3) == 0 ? random.Next(-2, 2) : null,
                MaxPoints = random.Next(3) == 0 ? random.Next(2, 5) : null,
            };

            var item = SampleContent.Choice("q1") with
            {
                Type = type,
                Choices = interaction.Choices,
                Targets = interaction.Targets,
                MaxChoices = interaction.MaxChoices,
            };
            var best = Enumerable.Range(0, 1 << values.Length)
                .Select(mask => values.Where((_, index) => (mask & (1 << index)) != 0).ToArray())
                .Where(answer => answer.Length == 0 || IsTaken(item, answer))
                .Max(answer => KeyScoring.Points(key, type, answer));

            Assert.True(best == KeyScoring.MaxPoints(key, interaction), $"Seed {seed}: {best}, not {KeyScoring.MaxPoints(key, interaction)}.");
        }
    }

    [Fact]
    public void A_key_that_no_answer_can_be_brings_nothing()
    {
        var one = SampleProcessing.Part(ItemType.MultipleChoice) with { MaxChoices = 1 };

        Assert.Equal(0, KeyScoring.MaxPoints(new ScoringKey { Correct = ["A", "B"] }, one));
        Assert.Equal(1, KeyScoring.MaxPoints(new ScoringKey { Correct = ["A"] }, one));
    }

    [Fact]
    public void Whatever_a_key_holds_an_answer_is_scored()
    {
        var item = SampleContent.Choice("q1") with { Type = ItemType.MultipleChoice };
        MappedValue[] huge = [new("a", decimal.MaxValue), new("b", decimal.MaxValue)];
        ScoringKey[] keys =
        [
            new() { Correct = [], Mapping = huge },
            new() { Correct = [], Mapping = huge, MinPoints = 2, MaxPoints = 1 },
            new() { Correct = ["a", "a"], Points = decimal.MaxValue },
            new() { Correct = [], Mapping = [new("\ud83d", 1)], Text = new TextMatching { IgnoreAccents = true } },
        ];

        Assert.All(keys, key =>
        {
            var parts = new Part[] { Part("one", key), Part("two", key), Part("two", key) };
            var both = item with { Type = ItemType.Composite, Key = null, Parts = parts };
            var answer = new Answer { Choices = ["a", "b"] };

            Assert.NotNull((item with { Key = key }).Score(answer));
            Assert.NotNull(both.Score(new Answer { Parts = new Dictionary<string, Answer> { ["one"] = answer, ["two"] = answer } }));
            Assert.NotNull((both with
            {
                Processing = new ItemProcessing { Rules = SampleProcessing.With("(exit-response)"), MaxPoints = decimal.MaxValue },
            }).Score(answer));
        });

        Part Part(string identifier, ScoringKey key) => new() { Identifier = identifier, Type = ItemType.MultipleChoice, Choices = item.Choices, Key = key };
    }

    private static bool IsTaken(Item item, string[] values) => (item.Type, values) switch
    {
        (ItemType.SingleChoice, [var only]) => item.Check(new Answer { Choice = only }) is null,
        (ItemType.SingleChoice, _) => false,
        (ItemType.MultipleChoice, _) => item.Check(new Answer { Choices = values }) is null,
        _ => item.Check(new Answer { Pairs = [.. values.Select(value => value.Split(' ')).Select(words => new Pair(words[0], words[1]))] }) is null,
    };

    private static MappedValue[] Mapping(string entries) =>
    [
        .. entries.Split(' ').Select(entry => entry.Split('=')).Select(entry => new MappedValue(
            entry[0].Replace(',', ' '),
            decimal.Parse(entry[1].TrimEnd('~'), System.Globalization.CultureInfo.InvariantCulture),
            CaseSensitive: !entry[1].EndsWith('~'))),
    ];

    private static string Told(Dictionary<string, IReadOnlyList<string>> responses) =>
        string.Join("; ", responses.Select(response => $"{response.Key} = {string.Join(", ", response.Value)}"));

    private static string Told(ScoringKey key) => System.Text.Json.JsonSerializer.Serialize(key);
}
