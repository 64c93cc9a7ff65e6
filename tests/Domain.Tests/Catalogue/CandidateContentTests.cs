using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Tests.Catalogue;

public sealed class CandidateContentTests
{
    private static readonly Type[] Secrets =
    [
        typeof(ScoringKey), typeof(MappedValue), typeof(TextMatching), typeof(ItemProcessing), typeof(KeptXml), typeof(Rubric), typeof(Criterion), typeof(Gate), typeof(Cap),
        typeof(Item), typeof(Part), typeof(Section),
    ];

    [Fact]
    public void No_type_a_candidate_sees_can_hold_a_key_or_a_rubric()
    {
        var shown = TypesWithin(typeof(CandidateContent));

        Assert.Contains(typeof(CandidateItem), shown);
        Assert.Contains(typeof(CandidatePart), shown);
        Assert.Empty(shown.Intersect(Secrets));
        Assert.Empty(Secrets.Except(TypesWithin(typeof(Section)))); // the walk does find them where they are
    }

    /// <summary>What is not shown is listed, so that a new member of the content is either shown or hidden on purpose.</summary>
    [Theory]
    [InlineData(typeof(TestContent), typeof(CandidateContent), "Kept")]
    [InlineData(typeof(Section), typeof(CandidateSection), "Kept", "Shuffle")]
    [InlineData(typeof(Item), typeof(CandidateItem), "Key", "Kept", "Processing", "Rubric", "Shuffle", "Title")]
    [InlineData(typeof(Part), typeof(CandidatePart), "Key", "Shuffle")]
    [InlineData(typeof(Choice), typeof(CandidateChoice), "Fixed")]
    public void A_candidate_sees_everything_else(Type content, Type shown, params string[] hidden) => Assert.Equal(
        content.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>() is null).Select(property => property.Name).Except(hidden).Order(),
        shown.GetProperties().Select(property => property.Name).Order());

    [Fact]
    public void Every_member_that_is_shown_is_carried_over()
    {
        var part = new Part
        {
            Identifier = "R1",
            Type = ItemType.Match,
            Prompt = "p",
            Passage = "q",
            Choices = [new Choice { Id = "a", Text = "A", MatchMax = 2 }],
            Targets = [new Choice { Id = "b" }],
            MinChoices = 1,
            MaxChoices = 2,
            MinWords = 3,
            MaxWords = 4,
            ExpectedLength = 5,
            PreparationSeconds = 6,
            SpeakingSeconds = 7,
            MaxRecordings = 8,
            FileTypes = ["application/pdf"],
        };
        var item = new Item
        {
            Id = Id<Item>.New(),
            Identifier = "i",
            Type = ItemType.Composite,
            Stimulus = "x",
            Body = "b",
            Parts = [part],
            TimeLimitSeconds = 9,
            Prompt = part.Prompt,
            Passage = part.Passage,
            Choices = part.Choices,
            Targets = part.Targets,
            MinChoices = 1,
            MaxChoices = 2,
            MinWords = 3,
            MaxWords = 4,
            ExpectedLength = 5,
            PreparationSeconds = 6,
            SpeakingSeconds = 7,
            MaxRecordings = 8,
            FileTypes = part.FileTypes,
        };
        var section = SampleContent.Section("s1", item) with { Instructions = "i", TimeLimitSeconds = 10, Stimuli = [new Stimulus { Identifier = "x", Title = "X", Text = "t" }] };
        var content = new TestContent { Instructions = "hello", Sections = [section] };

        var shown = JsonNode.Parse(JsonSerializer.Serialize(CandidateContent.From(content, AsWritten), TestContentTests.Json))!;

        Assert.Subset(Members(JsonNode.Parse(JsonSerializer.Serialize(content, TestContentTests.Json))!), Members(shown));
        Assert.All(
            typeof(CandidateItem).GetProperties(),
            property => Assert.NotNull(shown["sections"]![0]!["items"]![0]![JsonNamingPolicy.CamelCase.ConvertName(property.Name)]));
    }

    [Fact]
    public void A_file_of_a_text_is_shown_by_its_address()
    {
        var picture = Id<Media>.New();
        var item = SampleContent.Choice("q1") with { Prompt = $"<p>Look: <img src=\"{picture}\" alt=\"\"/></p>" };

        var shown = CandidateItem.From(item, new CandidateView(1, media => $"/files?media={media}&now=1"));

        Assert.Equal($"<p>Look: <img src=\"/files?media={picture}&amp;now=1\" alt=\"\"/></p>", shown.Prompt);
    }

    [Fact]
    public void What_is_shuffled_is_in_one_order_for_a_sitting_and_in_others_for_others()
    {
        var choices = Enumerable.Range(0, 6).Select(i => new Choice { Id = $"c{i}", Text = $"{i}", Fixed = i == 5 }).ToList();
        var item = SampleContent.Choice("q1") with { Choices = choices, Shuffle = true };
        string OrderFor(long seed) => string.Join(' ', CandidateItem.From(item, new CandidateView(seed, _ => "")).Choices.Select(choice => choice.Id));

        var orders = Enumerable.Range(0, 200).Select(seed => OrderFor(seed)).ToList();

        Assert.Equal(orders, Enumerable.Range(0, 200).Select(seed => OrderFor(seed)));
        Assert.All(orders, order => Assert.EndsWith("c5", order, StringComparison.Ordinal));
        Assert.InRange(orders.Distinct().Count(), 80, 120); // of the 120 that there are
        Assert.All(Enumerable.Range(0, 5), place => Assert.Equal(5, orders.Select(order => order.Split(' ')[place]).Distinct().Count()));
        Assert.Equal("c0 c1 c2 c3 c4 c5", string.Join(' ', CandidateItem.From(item with { Shuffle = false }, AsWritten).Choices.Select(choice => choice.Id)));
    }

    [Fact]
    public void An_order_once_shown_stays_so_for_ever() => Assert.Equal(
        "4 3 5 0 2 6 1 7", string.Join(' ', Shuffling.Shuffle([.. Enumerable.Range(0, 8)], 20261122, "item", _ => false)));

    private static readonly CandidateView AsWritten = new(1, media => media.ToString());

    private static HashSet<string> Members(JsonNode node) => node switch
    {
        JsonObject members => [.. members.SelectMany(member => Members(member.Value!).Prepend($"{member.Key} {(member.Value is JsonValue value ? value.ToJsonString() : "")}"))],
        JsonArray elements => [.. elements.SelectMany(element => Members(element!))],
        _ => [],
    };

    private static HashSet<Type> TypesWithin(Type root)
    {
        var seen = new HashSet<Type>();
        var queue = new Queue<Type>([root]);
        while (queue.TryDequeue(out var type))
        {
            if (!seen.Add(type))
            {
                continue;
            }

            var members = type.Namespace!.StartsWith("Cesuur", StringComparison.Ordinal)
                ? type.GetProperties().Select(property => property.PropertyType)
                : [];
            var isId = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Id<>); // names a type, holds none
            foreach (var next in members.Concat(isId ? [] : type.GetGenericArguments()))
            {
                queue.Enqueue(next);
            }
        }

        return seen;
    }
}
