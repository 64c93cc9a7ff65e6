using System.Text.Json;
using System.Text.Json.Nodes;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Tests.Catalogue;

public sealed class RichTextsTests
{
    private static readonly Id<Media> Picture = Id<Media>.New();
    private static readonly Id<Media> Sound = Id<Media>.New();

    /// <summary>Every member that is a rich text says so here, and nothing else does.</summary>
    private static readonly TestContent Content = new()
    {
        Instructions = "rich 1",
        Sections =
        [
            new Section { Identifier = "s0", Title = "plain", Navigation = Navigation.Free, Items = [] },
            new Section
            {
                Identifier = "s1",
                Title = "plain",
                Instructions = "rich 2",
                Kept = [new KeptXml("qti-assessment-section", $"<sound src=\"{Sound}\"/>")],
                Navigation = Navigation.Free,
                Stimuli = [new Stimulus { Identifier = "f1", Title = "plain", Text = "rich 3" }, new Stimulus { Identifier = "f2", Title = "plain", MediaId = Picture }],
                Items =
                [
                    new Item
                    {
                        Identifier = "q1",
                        Title = "plain",
                        Type = ItemType.Composite,
                        Prompt = "rich 4",
                        Passage = "rich 5",
                        Body = $"""rich 6 <img src="{Picture}" alt=""/>""",
                        Choices = [new Choice { Id = "a", Text = "rich 7" }],
                        Targets = [new Choice { Id = "b", Text = "rich 8" }],
                        Parts =
                        [
                            new Part
                            {
                                Identifier = "R1",
                                Type = ItemType.Match,
                                Prompt = "rich 9",
                                Passage = "rich 10",
                                Choices = [new Choice { Id = "a", Text = "rich 11" }],
                                Targets = [new Choice { Id = "b", Text = "rich 12" }],
                            },
                        ],
                        Rubric = new Rubric { Guidance = "rich 13", Criteria = [new Criterion { Id = "content", Title = "plain", MaxPoints = 1, Guidance = "plain" }] },
                    },
                ],
            },
        ],
    };

    [Fact]
    public void Every_rich_text_is_found_in_its_place()
    {
        var found = RichTexts.Of(Content).Where(text => text.Text.Length > 0).ToList();
        var json = JsonSerializer.SerializeToNode(Content, JsonSerializerOptions.Web)!;

        Assert.Equal(Enumerable.Range(1, 13).Select(n => $"rich {n}"), found.Select(text => string.Join(' ', text.Text.Split(' ').Take(2))).OrderBy(text => int.Parse(text[5..], null)));
        Assert.All(found, text => Assert.Equal(text.Text, At(json, text.Pointer)));
        Assert.DoesNotContain(found, text => text.Text == "plain");
    }

    [Fact]
    public void Every_file_is_found_in_its_place() => Assert.Equal(
        [("/sections/1/items/0/body", Picture), ("/sections/1/stimuli/1/mediaId", Picture), ("/sections/1/kept/0/xml", Sound)], ContentFiles.Places(Content));

    private static string At(JsonNode json, string pointer) =>
        pointer[1..].Split('/').Aggregate(json, (node, part) => int.TryParse(part, out var index) ? node[index]! : node[part]!).GetValue<string>();
}
