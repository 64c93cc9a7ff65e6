using System.Text.Json;
using System.Text.Json.Serialization;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Tests.Catalogue;

public sealed class TestContentTests
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    [Theory]
    [InlineData(1, 47)]
    [InlineData(0, 48)]
    public void Writing_I_adds_up_to_47_points_with_one_form_and_48_with_none(int forms, int maxPoints)
    {
        var sentences = Enumerable.Range(0, 8).Select(i => SampleContent.Text($"sentence-{i}", "writing_sentence"));
        var texts = Enumerable.Range(0, 4).Select(i => SampleContent.Text($"text-{i}", i < forms ? "writing_form_i" : "writing_short_i"));

        Assert.Equal(maxPoints, new VersionPolicies().MaxPointsOf(SampleContent.Of([.. sentences, .. texts])));
    }

    [Fact]
    public void An_item_is_found_by_its_id_in_any_section()
    {
        var first = SampleContent.Choice("q1");
        var last = SampleContent.Choice("q2");
        var content = new TestContent { Sections = [SampleContent.Section("s1", first), SampleContent.Section("s2", last)] };

        Assert.Same(first, content.Find(first.Id));
        Assert.Same(last, content.Find(last.Id));
        Assert.Null(content.Find(Id<Item>.New()));
    }

    [Fact]
    public void Changed_sections_bring_an_index_of_their_own()
    {
        var old = SampleContent.Choice("q1");
        var replacement = SampleContent.Choice("q1");

        var changed = SampleContent.Of(old) with { Sections = [SampleContent.Section("s1", replacement)] };

        Assert.Null(changed.Find(old.Id));
        Assert.Same(replacement, changed.Find(replacement.Id));
    }

    [Fact]
    public void Only_an_item_without_an_id_is_given_one()
    {
        var known = SampleContent.Choice("q1");
        var content = SampleContent.Of(
            known,
            SampleContent.Choice("q2") with { Id = Id<Item>.None },
            SampleContent.Choice("q3") with { Id = Id<Item>.None });

        var ids = content.WithItemIds(DateTimeOffset.UnixEpoch).Items.Select(item => item.Id).ToList();

        Assert.Equal(known.Id, ids[0]);
        Assert.DoesNotContain(Id<Item>.None, ids);
        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public void Content_is_read_from_its_JSON()
    {
        var content = JsonSerializer.Deserialize<TestContent>(
            """
            {
              "sections": [{
                "identifier": "listening", "title": "Listening", "navigation": "forward_only",
                "stimuli": [{ "identifier": "f1", "title": "At the shop", "text": "<p>…</p>", "playLimit": 1 }],
                "items": [
                  {
                    "identifier": "q1", "type": "single_choice", "stimulus": "f1", "prompt": "What does he buy?",
                    "choices": [{ "id": "a", "text": "Bread" }, { "id": "b", "text": "Milk" }],
                    "key": { "correct": ["b"] }
                  },
                  {
                    "identifier": "t1", "type": "recorded_speech", "prompt": "Say what you want.", "speakingSeconds": 20,
                    "rubric": {
                      "precondition": true,
                      "criteria": [{ "id": "content", "title": "Content", "maxPoints": 3 }],
                      "gates": [{ "criterion": "content" }],
                      "caps": [{ "flag": "read_aloud", "criteria": ["content"], "maxPoints": 1 }]
                    }
                  }
                ]
              }]
            }
            """,
            Json)!;

        Assert.Equal(Navigation.ForwardOnly, content.Sections[0].Navigation);
        Assert.Equal(1, content.Sections[0].Stimuli[0].PlayLimit);
        Assert.Equal([ItemType.SingleChoice, ItemType.RecordedSpeech], content.Items.Select(item => item.Type));
        Assert.Equal(4, new VersionPolicies().MaxPointsOf(content));
        Assert.Empty(PublicationCheck.Of(content.WithItemIds(DateTimeOffset.UnixEpoch), 2, TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public void Only_what_was_authored_is_written_to_JSON()
    {
        var json = JsonSerializer.SerializeToElement(SampleContent.Of(SampleContent.Text("t1")), Json);
        var item = json.GetProperty("sections")[0].GetProperty("items")[0];

        Assert.Equal(["sections", "kept"], Names(json));
        Assert.Empty(Names(item).Except([.. typeof(Item).GetProperties().Where(property => property.CanWrite).Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))]));
        Assert.Equal(["precondition", "guidance", "criteria", "gates", "caps", "deductions"], Names(item.GetProperty("rubric")));
    }

    [Fact]
    public void Levels_and_programmes_keep_their_capitals_on_the_wire()
    {
        Assert.Equal("\"A2\"", JsonSerializer.Serialize(Level.A2, Json));
        Assert.Equal("\"II\"", JsonSerializer.Serialize(Programme.II, Json));
        Assert.Equal(Level.C1, JsonSerializer.Deserialize<Level>("\"C1\"", Json));
    }

    private static IEnumerable<string> Names(JsonElement element) =>
        element.EnumerateObject().Select(property => property.Name);
}
