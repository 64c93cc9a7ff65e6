using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cesuur.Api.People;
using Cesuur.Infrastructure.Imports;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Docs;

/// <summary>What docs/imports.md says is what happens.</summary>
[Collection(ApiCollection.Name)]
public sealed partial class ImportDocsTests(ApiFixture fixture)
{
    private static readonly string Page = Repository.Read("docs/imports.md");

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task The_examples_end_as_the_page_says()
    {
        var school = await _api.OrganisationAsync();
        var examples = Example().Matches(Page);
        Assert.Equal(["result", "errors"], examples.Select(example => example.Groups["member"].Value));
        foreach (Match example in examples)
        {
            var job = await school.ImportAsync(example.Groups["csv"].Value);
            var shown = job.Node(example.Groups["member"].Value);
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(example.Groups["json"].Value), WithoutNulls(shown!)), shown!.ToJsonString());
        }
    }

    [Fact]
    public void Every_column_and_what_it_is_called_is_on_the_page()
    {
        var rows = ColumnRow().Matches(Page).ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value);
        Assert.Equal(ImportColumns.All.Select(column => column.Name), rows.Keys);
        Assert.All(ImportColumns.All, column => Assert.Equal(
            column.Headers.Order(StringComparer.Ordinal),
            rows[column.Name].Split(',').Append(column.Name).Select(name => string.Concat(name.Where(char.IsAsciiLetter)).ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void The_limits_are_those_of_the_code()
    {
        Assert.Equal((50 * 1024 * 1024, 200_000, 256, 4_000), (ImportLimits.FileSize, ImportLimits.Rows, ImportLimits.Columns, ImportLimits.CellLength));
        Assert.Equal((5_000, 5_000, 10_000), (ImportLimits.Groups, ImportLimits.NewUsers, ImportLimits.Errors));
        Assert.Equal((256L * 1024 * 1024, 100), (ImportLimits.UnpackedSize, ImportLimits.UnpackedRatio));
    }

    private static JsonNode WithoutNulls(JsonNode node) => node switch
    {
        JsonObject members => new JsonObject(members.Where(member => member.Value is not null)
            .Select(member => KeyValuePair.Create(member.Key, (JsonNode?)member.Value!.DeepClone()))),
        JsonArray list => new JsonArray([.. list.Select(item => WithoutNulls(item!))]),
        _ => node.DeepClone(),
    };

    [GeneratedRegex("```csv\n(?<csv>[^`]*)```\n+The job's `(?<member>\\w+)`:\n+```json\n(?<json>[^`]*)```")]
    private static partial Regex Example();

    [GeneratedRegex(@"^\| `(\w+)` \| ([^|`]*) \| ", RegexOptions.Multiline)]
    private static partial Regex ColumnRow();
}
