using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cesuur.Domain.Webhooks;

namespace Cesuur.Sdk.Tests;

[Collection(ApiCollection.Name)]
public sealed partial class DocumentTests(ApiFixture fixture)
{
    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete"];

    [Fact]
    public async Task The_document_in_the_repository_is_the_one_that_the_code_makes()
    {
        var served = (await fixture.Api.Client(null).GetAsync("/openapi/v1.json")).Text;
        var checkedIn = await File.ReadAllTextAsync(RepositoryFiles.PathOf("openapi", "v1.json"));
        Assert.True(served == checkedIn, "openapi/v1.json is not what the code makes of it: run openapi/generate");
    }

    [Fact]
    public async Task Every_event_is_in_the_document_with_what_it_carries()
    {
        var webhooks = (await DocumentAsync())["webhooks"]!.AsObject();
        Assert.Equal(EventTypes.All.Order(StringComparer.Ordinal), webhooks.Select(webhook => webhook.Key));
        Assert.All(webhooks, webhook => Assert.NotNull(
            webhook.Value!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!["properties"]!["data"]!["$ref"]));
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var document = await DocumentAsync();
        var references = Reference().Matches(document.ToJsonString()).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.NotNull(reference.Split('/').Aggregate((JsonNode?)document, (node, part) => node?[part])));
    }

    [Fact]
    public async Task Every_operation_says_what_it_does_needs_and_refuses()
    {
        var operations = (await DocumentAsync())["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject())
            .Where(operation => Methods.Contains(operation.Key)).Select(operation => operation.Value!).ToList();
        Assert.True(operations.Count > 50);
        Assert.All(operations, operation =>
        {
            Assert.NotEmpty(operation["operationId"]!.ToString());
            Assert.NotEmpty(operation["summary"]!.ToString());
            Assert.Contains("Needs ", operation["description"]!.ToString(), StringComparison.Ordinal);
            Assert.NotNull(operation["security"]);
            Assert.Contains(operation["responses"]!.AsObject(), response => response.Key[0] == '2');
            Assert.NotNull(operation["responses"]!["500"]!["content"]!["application/problem+json"]);
        });
    }

    [Theory]
    [InlineData("/candidates/{candidateId}", true)]
    [InlineData("/sittings/{sittingId}/rating", true)] // its finalisation takes it in If-Match
    [InlineData("/candidates", false)]
    public async Task An_entity_tag_is_in_the_document_where_something_takes_it(string path, bool expected)
    {
        var answer = (await DocumentAsync())["paths"]![$"/v1{path}"]!["get"]!["responses"]!["200"]!;
        Assert.Equal(expected, answer["headers"]?["ETag"] is not null);
    }

    [Fact]
    public async Task Ids_are_strings_of_a_pattern()
    {
        var id = (await DocumentAsync())["components"]!["schemas"]!["CandidateResponse"]!["properties"]!["id"]!;
        Assert.Equal("string", id["type"]!.ToString());
        var candidate = (await (await fixture.Api.OrganisationAsync()).CandidateAsync());
        Assert.Matches(id["pattern"]!.ToString(), candidate);
    }

    [Fact]
    public async Task The_reference_works_without_another_network()
    {
        var client = fixture.Api.Client(null);
        var page = (await client.GetAsync("/docs")).Text;
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.True((await client.GetAsync("/docs/scalar.js")).Bytes.Length > 1_000_000);
    }

    [Fact]
    public async Task The_page_of_errors_lists_a_refusal_that_was_met()
    {
        var client = fixture.Api.Client(null);
        var refused = await client.SendAsync(HttpMethod.Get, "/v1/candidates");
        refused.Expect(HttpStatusCode.Unauthorized);
        Assert.Contains($"id=\"{refused.Code}\"", (await client.GetAsync("/docs/errors")).Text, StringComparison.Ordinal);
    }

    private async Task<JsonNode> DocumentAsync() => (await fixture.Api.Client(null).GetAsync("/openapi/v1.json")).Json;

    [GeneratedRegex("\"\\$ref\":\"#/([^\"]+)\"")]
    private static partial Regex Reference();
}
