using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Cesuur.Domain.Catalogue;
using Cesuur.Infrastructure.Tests.Qti;
using Cesuur.Testing;

namespace Cesuur.Infrastructure.Tests;

public sealed partial class ContentDocsTests
{
    private static readonly JsonSerializerOptions Strict =
        new(Json.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    private static readonly IReadOnlyList<(Item Item, Answer Answer)> Examples =
    [
        .. JsonBlock().Matches(Repository.Read("docs/content.md")).Select(match => match.Groups[1].Value).Chunk(2).Select(pair => (
            JsonSerializer.Deserialize<Item>(pair[0], Strict)!,
            JsonSerializer.Deserialize<Answer>(pair[1], Strict)!)),
    ];

    [Fact]
    public void The_page_about_content_has_an_item_of_each_type_and_an_answer_to_it()
    {
        Assert.Equal(Enum.GetValues<ItemType>().Where(type => type != ItemType.Information), Examples.Select(example => example.Item.Type));
        Assert.All(Examples, example =>
        {
            Assert.Null(example.Item.Check(example.Answer));
            Assert.Equal(example.Item.Rubric is null ? example.Item.MaxPoints : null, example.Item.Score(example.Answer));
            Assert.All(Texts(example.Item), text => Assert.Null(RichText.Check(text)));
        });
    }

    [Fact]
    public void The_examples_go_through_QTI() => Assert.All(Examples, example =>
    {
        var bare = example.Item with { Key = null, Parts = [.. example.Item.Parts.Select(part => part with { Key = null })] };
        Assert.Equal(QtiSample.Show(bare), QtiSample.Show(QtiSample.ReadBack(bare)));
    });

    private static IEnumerable<string> Texts(Item item) =>
    [
        item.Body ?? "", item.Rubric?.Guidance ?? "",
        .. item.Interactions.SelectMany(one => (IEnumerable<string>)
            [one.Interaction.Prompt, one.Interaction.Passage ?? "", .. one.Interaction.Choices.Concat(one.Interaction.Targets).Select(choice => choice.Text)]),
    ];

    [GeneratedRegex("```json\n(.+?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
