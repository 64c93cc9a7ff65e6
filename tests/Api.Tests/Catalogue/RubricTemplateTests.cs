using System.Net;
using System.Text.Json.Nodes;
using Cesuur.Testing;
using static Cesuur.Testing.TestAuthoring;

namespace Cesuur.Api.Tests.Catalogue;

[Collection(ApiCollection.Name)]
public sealed class RubricTemplateTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Theory]
    [InlineData("nl", "Formulier")]
    [InlineData("en", "Form")]
    public async Task Every_template_can_be_taken_over_as_it_is(string language, string title)
    {
        var publisher = await _api.OrganisationAsync();
        var templates = (await publisher.Admin.GetAsync($"/v1/rubric-templates?language={language}")).Json["data"]!.AsArray();
        Assert.Contains(templates, template => template!["title"]!.ToString() == title);
        foreach (var (skill, type) in new[] { ("writing", "extended_text"), ("speaking", "recorded_speech") })
        {
            foreach (var (programme, level) in new[] { ("I", "B1"), ("II", "B2") })
            {
                var tasks = templates
                    .Where(template => template!["skill"]!.ToString() == skill && template["programmes"]!.AsArray().Any(known => known!.ToString() == programme))
                    .Select(template => (object)new { identifier = template!["id"]!.ToString(), type, prompt = "Doe dit.", rubric = template["rubric"]!.DeepClone() }).ToArray();
                Assert.NotEmpty(tasks);
                await (await publisher.WriteTestAsync(Content(tasks), skill: skill, level: level, programme: programme)).PublishAsync();
            }
        }
    }

    [Fact]
    public async Task They_are_Dutch_unless_asked_otherwise_and_in_no_third_language()
    {
        var publisher = await _api.OrganisationAsync();
        Assert.True(JsonNode.DeepEquals(
            (await publisher.Admin.GetAsync("/v1/rubric-templates")).Json, (await publisher.Admin.GetAsync("/v1/rubric-templates?language=nl")).Json));
        (await publisher.Admin.SendAsync(HttpMethod.Get, "/v1/rubric-templates?language=fr")).Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
    }
}
