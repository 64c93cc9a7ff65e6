using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cesuur.Testing;
using static Cesuur.Testing.TestAuthoring;

namespace Cesuur.Api.Tests.Delivery;

/// <summary>Every type of item over HTTP, from its author to its points.</summary>
[Collection(ApiCollection.Name)]
public sealed partial class ItemTypeTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    /// <summary>The items of docs/content.md, each with a right answer to it.</summary>
    private static List<(JsonNode Item, JsonNode Answer)> Examples =>
    [
        .. JsonBlock().Matches(Repository.Read("docs/content.md")).Select(block => JsonNode.Parse(block.Groups[1].Value)!).Chunk(2).Select(pair => (pair[0], pair[1])),
    ];

    [Fact]
    public async Task What_the_page_shows_is_written_published_answered_and_scored()
    {
        var examples = Examples;
        var publisher = await _api.OrganisationAsync(credits: 1);
        var draft = await publisher.WriteTestAsync(Content([.. examples.Select(example => example.Item), Page()]));
        await draft.PublishAsync();
        var sitting = await StartAsync(publisher, draft);
        var state = await sitting.Candidate.GetAsync("/v1/delivery/sitting");
        var ids = state.Json["sections"]![0]!["items"]!.AsArray().ToDictionary(item => item!["identifier"]!.ToString(), item => item!["id"]!.ToString());

        foreach (var (item, answer) in examples)
        {
            var id = ids[item["identifier"]!.ToString()];
            if (answer["recordingId"] is not null)
            {
                answer["recordingId"] = await HandInAsync(sitting, id, item["type"]!.ToString() == "file_upload" ? "application/pdf" : "audio/webm");
            }

            var receipt = await sitting.Candidate.PutAsync($"/v1/delivery/responses/{id}", new { revision = 1, answer });
            Assert.Equal(ChecksumOf(answer), receipt.Get("checksum"));
        }

        (await sitting.Candidate.SendAsync(HttpMethod.Put, $"/v1/delivery/responses/{ids["page"]}", new { revision = 1, answer = new { choice = "a" } }))
            .Expect(HttpStatusCode.UnprocessableEntity);
        var saved = (await sitting.Candidate.GetAsync("/v1/delivery/sitting")).Json["responses"]!.AsArray().ToDictionary(response => response!["itemId"]!.ToString(), response => response!["answer"]!);
        Assert.All(examples, example => Assert.True(JsonNode.DeepEquals(example.Answer, saved[ids[example.Item["identifier"]!.ToString()]])));

        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        var rated = examples.Where(example => example.Item["rubric"] is not null).ToList();
        Assert.Equal(3, rated.Count);
        foreach (var (item, _) in rated)
        {
            var scores = item["rubric"]!["criteria"]!.AsArray().ToDictionary(criterion => criterion!["id"]!.ToString(), criterion => criterion!["maxPoints"]!.GetValue<int>());
            var precondition = item["rubric"]!["precondition"] is not null ? "ratable" : null;
            await publisher.Admin.PutAsync($"/v1/sittings/{sitting.Id}/rating/tasks/{ids[item["identifier"]!.ToString()]}", new { precondition, scores });
        }

        var result = await publisher.Admin.PostAsync($"/v1/sittings/{sitting.Id}/rating/finalisation");
        Assert.Equal(result.Get("maxPoints"), result.Get("points"));
        Assert.Equal("24", result.Get("points")); // 11 of keys (two of them 2), 13 of rubrics
    }

    [Fact]
    public async Task Partial_credit_is_exact_and_what_is_left_open_earns_nothing()
    {
        var publisher = await _api.OrganisationAsync(credits: 1);
        var words = new[] { new { value = "fiets", points = 1.0, caseSensitive = false }, new { value = "rijwiel", points = 0.25, caseSensitive = false } };
        var draft = await publisher.WriteTestAsync(Content(
            new { identifier = "q1", type = "text_entry", prompt = "Waarmee gaat u?", key = new { correct = Array.Empty<string>(), mapping = words } },
            new { identifier = "q2", type = "text_entry", prompt = "En morgen?", key = new { correct = Array.Empty<string>(), mapping = words } },
            Question("q3")));
        await draft.PublishAsync();
        var sitting = await StartAsync(publisher, draft);
        var items = await sitting.ItemsAsync();
        await sitting.Candidate.PutAsync($"/v1/delivery/responses/{items[0]}", new { revision = 1, answer = new { text = "Rijwiel" } });
        await sitting.Candidate.PutAsync($"/v1/delivery/responses/{items[2]}", new { revision = 1, answer = new { choice = "b" } });

        await sitting.Candidate.PostAsync("/v1/delivery/finish");

        var result = await publisher.Admin.GetAsync($"/v1/results?sittingId={sitting.Id}");
        Assert.Equal(("1.25", "3", "pass"), (result.Get("data[0].points"), result.Get("data[0].maxPoints"), result.Get("data[0].outcome")));
    }

    [Fact]
    public async Task A_task_is_recorded_as_often_as_its_author_says_and_with_the_files_that_it_takes()
    {
        var publisher = await _api.OrganisationAsync(credits: 1);
        var draft = await publisher.WriteTestAsync(Content([.. Examples.Select(example => example.Item).Where(item => item["type"]!.ToString() is "recorded_speech" or "file_upload")]));
        await draft.PublishAsync();
        var sitting = await StartAsync(publisher, draft);
        var items = await sitting.ItemsAsync();

        await HandInAsync(sitting, items[0], "audio/webm");
        (await SendAsync(sitting, items[0], "audio/webm")).Expect(HttpStatusCode.Conflict, "too_many_recordings");
        (await SendAsync(sitting, items[1], "audio/webm")).Expect(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        await HandInAsync(sitting, items[1], "image/png");
    }

    private async Task<TestSitting> StartAsync(TestOrganisation publisher, TestDraft draft)
    {
        var sitting = await TestSitting.CheckInAsync(_api, await publisher.CodeForAsync(draft.TestId));
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        return sitting;
    }

    private static object Page() => new { identifier = "page", type = "information", body = "<h2>Dit was alles</h2>" };

    private static async Task<string> HandInAsync(TestSitting sitting, string item, string type) =>
        (await SendAsync(sitting, item, type)).Expect(HttpStatusCode.Created).Get("id");

    private static Task<Answer> SendAsync(TestSitting sitting, string item, string type)
    {
        var content = new ByteArrayContent("some bytes"u8.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return sitting.Candidate.SendAsync(HttpMethod.Post, $"/v1/delivery/recordings?itemId={item}", content);
    }

    /// <summary>As the receipt's documentation has it.</summary>
    private static string ChecksumOf(JsonNode answer) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(TextOf(answer))));

    private static string TextOf(JsonNode answer) => answer.AsObject().Single() switch
    {
        { Key: "choices", Value: JsonArray choices } => string.Join('\n', choices.Select(choice => choice!.ToString())),
        { Key: "pairs", Value: JsonArray pairs } => string.Join('\n', pairs.Select(pair => $"{pair!["source"]} {pair["target"]}")),
        { Key: "parts", Value: JsonObject parts } => string.Join('\n', parts.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => $"{part.Key}={TextOf(part.Value!)}")),
        { Value: { } only } => only.ToString(),
        _ => "",
    };

    [GeneratedRegex("```json\n(.+?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
