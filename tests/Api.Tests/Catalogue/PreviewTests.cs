using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cesuur.Testing;
using static Cesuur.Testing.TestAuthoring;

namespace Cesuur.Api.Tests.Catalogue;

/// <summary>What an author sees of a version before candidates do.</summary>
[Collection(ApiCollection.Name)]
public sealed class PreviewTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_preview_is_step_by_step_what_a_candidate_with_the_same_seed_gets()
    {
        var publisher = await _api.OrganisationAsync(credits: 1);
        var draft = await publisher.WriteTestAsync(new
        {
            instructions = "Lees goed.",
            sections = new[]
            {
                Section("vrij", [.. Enumerable.Range(1, 8).Select(n => Shuffled($"q{n}"))], shuffle: true, stimuli: [new { identifier = "brief", title = "Brief", text = "Beste buren," }]),
                Section("vooruit", [Shuffled("q9"), Shuffled("q10")], navigation: "forward_only"),
            },
        });
        var sections = (await publisher.Admin.GetAsync($"{draft.Path}/preview")).Json["steps"]!.AsArray();
        Assert.Equal(3, sections.Count);
        await draft.PublishAsync();
        var sitting = await TestSitting.CheckInAsync(_api, await publisher.CodeForAsync(draft.TestId));
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        var seed = Convert.ToInt64(await publisher.SqlAsync("SELECT shuffle_seed FROM sittings WHERE tenant_id = @tenant"), CultureInfo.InvariantCulture);

        var preview = await publisher.Admin.GetAsync($"{draft.Path}/preview?seed={seed}");
        Assert.Equal(("Lees goed.", seed.ToString(CultureInfo.InvariantCulture)), (preview.Get("instructions"), preview.Get("seed")));
        foreach (var (number, step) in preview.Json["steps"]!.AsArray().Index())
        {
            var delivered = await sitting.Candidate.GetAsync("/v1/delivery/sitting");
            Assert.Equal(step!["sections"]!.ToJsonString(), delivered.Json["sections"]!.ToJsonString());
            await sitting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/advance", new { fromStep = number });
        }

        var another = await publisher.Admin.GetAsync($"{draft.Path}/preview?seed={seed + 1}");
        Assert.False(JsonNode.DeepEquals(preview.Json["steps"]![0], another.Json["steps"]![0]));
    }

    [Fact]
    public async Task Its_files_are_there_by_addresses_that_need_no_credential()
    {
        var publisher = await _api.OrganisationAsync();
        var picture = await publisher.MediaAsync();
        var draft = await publisher.WriteTestAsync(new
        {
            sections = new[] { Section("s1", [Question("q1", $"Zie <img src=\"{picture}\" alt=\"een vlak\"/>")], stimuli: [new { identifier = "f1", title = "Plaatje", mediaId = picture }]) },
        });
        var preview = await publisher.Admin.GetAsync($"{draft.Path}/preview");
        Assert.Equal(picture, preview.Get("media[0].mediaId"));
        var inText = WebUtility.HtmlDecode(Regex.Match(preview.Get("steps[0].sections[0].items[0].prompt"), "src=\"([^\"]+)\"").Groups[1].Value);
        foreach (var address in new[] { preview.Get("media[0].url"), inText })
        {
            Assert.Equal(TestMedia.Png(), (await _api.Client(null).GetAsync(address)).Bytes);
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("92233720368547758080")]
    public async Task A_seed_is_a_number(string seed)
    {
        var publisher = await _api.OrganisationAsync();
        var draft = await publisher.DraftAsync();
        (await publisher.Admin.SendAsync(HttpMethod.Get, $"{draft.Path}/preview?seed={seed}")).Expect(HttpStatusCode.BadRequest);
    }

    private static object Shuffled(string identifier) => new
    {
        identifier,
        type = "multiple_choice",
        prompt = $"Vraag {identifier}",
        shuffle = true,
        choices = Enumerable.Range(1, 6).Select(n => new { id = $"c{n}", text = $"Keuze {n}", @fixed = n == 6 }),
        key = new { correct = new[] { "c1", "c2" } },
    };
}
