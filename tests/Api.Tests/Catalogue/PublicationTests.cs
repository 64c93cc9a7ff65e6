using System.Net;
using System.Text.Json.Nodes;
using Cesuur.Testing;
using Npgsql;
using static Cesuur.Testing.TestAuthoring;

namespace Cesuur.Api.Tests.Catalogue;

/// <summary>Draft, published, retired.</summary>
[Collection(ApiCollection.Name)]
public sealed class PublicationTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_version_is_checked_published_and_retired()
    {
        var publisher = await _api.OrganisationAsync();
        var draft = await publisher.WriteTestAsync(Content(Question("q1")));
        var check = await publisher.Admin.GetAsync($"{draft.Path}/publication");
        Assert.Equal(("true", 0), (check.Get("publishable"), check.Json["obstacles"]!.AsArray().Count));
        Assert.Null((await publisher.Admin.GetAsync(draft.Path)).Node("contentHash"));

        var published = await publisher.Admin.PostAsync($"{draft.Path}/publication");
        Assert.Equal("published", published.Get("state"));
        Assert.NotNull(published.Node("publishedAt"));
        Assert.Equal(draft.Id, (await publisher.Admin.GetAsync($"/v1/tests/{draft.TestId}")).Get("currentVersion.id"));
        (await publisher.Admin.SendAsync(HttpMethod.Get, $"{draft.Path}/publication")).Expect(HttpStatusCode.Conflict, "version_not_a_draft");

        var retired = await publisher.Admin.PostAsync($"{draft.Path}/retirement");
        Assert.Equal(("retired", published.Get("contentHash")), (retired.Get("state"), retired.Get("contentHash")));
        Assert.Null((await publisher.Admin.GetAsync($"/v1/tests/{draft.TestId}")).Node("currentVersion"));
        (await publisher.Admin.SendAsync(HttpMethod.Post, $"{draft.Path}/retirement")).Expect(HttpStatusCode.Conflict, "version_not_published");
    }

    [Fact]
    public async Task A_draft_is_not_retired()
    {
        var publisher = await _api.OrganisationAsync();
        var draft = await publisher.WriteTestAsync(Content(Question("q1")));
        (await publisher.Admin.SendAsync(HttpMethod.Post, $"{draft.Path}/retirement")).Expect(HttpStatusCode.Conflict, "version_not_published");
    }

    public static TheoryData<string, string, string> Obstacles() => new()
    {
        { "an item without a key", "/content/sections/0/items/0/key", "key_missing" },
        { "a cut score above the maximum", "/cutScore", "cut_score_out_of_range" },
        { "no cut score", "/cutScore", "cut_score_missing" },
        { "a conversion table that falls", "/conversionTable/rows/2/scaleScore", "conversion_falls" },
        { "a cut score that is not the smallest that converts to 500", "/cutScore", "cut_score_not_converted" },
        { "a medium speaking task whose criteria add up to what no programme knows", "/content/sections/0/items/0/rubric/criteria", "speaking_points" },
        { "all three extra criteria in programme I", "/content/sections/0/items/0/rubric/criteria", "speaking_points" },
        { "a gate that names no criterion", "/content/sections/0/items/0/rubric/gates/0/criterion", "gate_unknown_criterion" },
        { "speaking that takes longer than the test", "/durationSeconds", "time_not_enough" },
        { "an item with a time of its own where one moves freely", "/content/sections/0/items/0/timeLimitSeconds", "time_limit_without_order" },
        { "an item that takes longer than it may", "/content/sections/0/items/0/timeLimitSeconds", "time_not_enough" },
    };

    [Theory]
    [MemberData(nameof(Obstacles))]
    public async Task What_stands_in_the_way_is_told_beforehand_and_refused(string obstacle, string pointer, string code)
    {
        var publisher = await _api.OrganisationAsync();
        var draft = await ObstructedAsync(publisher, obstacle);

        var told = await publisher.Admin.GetAsync($"{draft.Path}/publication");
        Assert.Equal("false", told.Get("publishable"));
        Assert.Equal((pointer, code), (told.Get("obstacles[0].pointer"), told.Get("obstacles[0].code")));
        Assert.Single(told.Json["obstacles"]!.AsArray());
        var refused = await publisher.Admin.SendAsync(HttpMethod.Post, $"{draft.Path}/publication");
        Assert.True(JsonNode.DeepEquals(
            told.Json["obstacles"], refused.Expect(HttpStatusCode.UnprocessableEntity, "version_not_publishable").Json["errors"]), refused.Text);
        Assert.Equal("draft", (await publisher.Admin.GetAsync(draft.Path)).Get("state"));
    }

    [Fact]
    public async Task All_obstacles_are_listed_at_once()
    {
        var publisher = await _api.OrganisationAsync();
        var draft = await publisher.DraftAsync();
        var obstacles = (await publisher.Admin.GetAsync($"{draft.Path}/publication")).Json["obstacles"]!.AsArray();
        Assert.Equal(["content_empty", "cut_score_missing", "duration_not_positive"], obstacles.Select(found => found!["code"]!.ToString()).Order());
    }

    [Fact]
    public async Task A_file_that_has_gone_missing_stands_in_the_way()
    {
        var publisher = await _api.OrganisationAsync();
        var picture = await publisher.MediaAsync();
        var draft = await publisher.WriteTestAsync(new
        {
            sections = new[] { Section("s1", [Question("q1", $"Zie <img src=\"{picture}\" alt=\"?\"/>")], stimuli: [new { identifier = "f1", title = "Plaatje", mediaId = picture }]) },
        });
        Assert.Equal("true", (await publisher.Admin.GetAsync($"{draft.Path}/publication")).Get("publishable"));

        await publisher.SqlAsync("DELETE FROM version_media WHERE tenant_id = @tenant; DELETE FROM media WHERE tenant_id = @tenant");
        Assert.Equal(
            [("/content/sections/0/stimuli/0/mediaId", "media_missing"), ("/content/sections/0/items/0/prompt", "media_missing")],
            (await publisher.Admin.GetAsync($"{draft.Path}/publication")).Json["obstacles"]!.AsArray().Select(found => (found!["pointer"]!.ToString(), found["code"]!.ToString())));
    }

    [Fact]
    public async Task Sound_that_takes_longer_than_the_test_stands_in_the_way()
    {
        var publisher = await _api.OrganisationAsync();
        var sound = (await publisher.UploadMediaAsync(TestMedia.Mp3(), "audio/mpeg", "winkel.mp3")).Get("id");
        await publisher.SqlAsync("UPDATE media SET duration_milliseconds = 61000 WHERE tenant_id = @tenant"); // not measured on every machine
        var draft = await publisher.WriteTestAsync(
            new { sections = new[] { Section("s1", [Question("q1")], stimuli: [new { identifier = "f1", title = "Fragment", mediaId = sound, playLimit = 1 }]) } }, durationSeconds: 60);
        Assert.Equal("time_not_enough", (await publisher.Admin.GetAsync($"{draft.Path}/publication")).Get("obstacles[0].code"));
        (await publisher.Admin.SendAsync(HttpMethod.Patch, draft.Path, new { durationSeconds = 61 })).Expect(HttpStatusCode.OK);
        await draft.PublishAsync();
    }

    [Fact]
    public async Task A_published_version_never_changes_by_any_route()
    {
        var publisher = await _api.OrganisationAsync();
        var draft = await (await publisher.WriteTestAsync(Content(Question("q1")))).PublishAsync();
        foreach (var retired in new[] { false, true })
        {
            if (retired)
            {
                await draft.RetireAsync();
            }

            foreach (var (method, path, body) in new (HttpMethod, string, object?)[]
            {
                (HttpMethod.Put, "/content", Content(Question("q2"))), (HttpMethod.Patch, "", new { durationSeconds = 60 }), (HttpMethod.Delete, "", null),
                (HttpMethod.Put, "/cut-score", new { cutScore = 1 }), (HttpMethod.Put, "/conversion-table", new { }), (HttpMethod.Post, "/publication", null),
            })
            {
                (await publisher.Admin.SendAsync(method, draft.Path + path, body)).Expect(HttpStatusCode.Conflict, "version_not_a_draft");
            }
        }
    }

    [Theory]
    [InlineData("UPDATE test_versions SET cut_score = NULL WHERE tenant_id = @tenant")]
    [InlineData("UPDATE test_versions SET content = jsonb_set(content, '{sections,0,title}', '\"Anders\"') WHERE tenant_id = @tenant")]
    [InlineData("UPDATE test_versions SET state = 'draft', published_at = NULL WHERE tenant_id = @tenant")]
    [InlineData("UPDATE test_versions SET state = 'retired', retired_at = now(), duration_seconds = 1 WHERE tenant_id = @tenant")]
    [InlineData("DELETE FROM test_versions WHERE tenant_id = @tenant")]
    public async Task A_published_version_never_changes_in_the_database_whoever_writes(string sql)
    {
        var publisher = await _api.OrganisationAsync();
        var draft = await (await publisher.WriteTestAsync(Content(Question("q1")))).PublishAsync();
        var before = await publisher.Admin.GetAsync($"{draft.Path}/content");

        Assert.Equal("23001", (await Assert.ThrowsAsync<PostgresException>(() => publisher.SqlAsync(sql))).SqlState);
        await using var connection = await _api.Databases.App.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
#pragma warning disable CA2100 // The lines above
        await using var command = new NpgsqlCommand("SELECT set_config('cesuur.tenant', @tenant::text, true); " + sql, connection);
#pragma warning restore CA2100
        command.Parameters.AddWithValue("tenant", publisher.Uuid);
        Assert.Equal("23001", (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState);
        Assert.Equal(before.Text, (await publisher.Admin.GetAsync($"{draft.Path}/content")).Text);
    }

    [Fact]
    public async Task A_sitting_keeps_the_version_it_began_with()
    {
        var publisher = await _api.OrganisationAsync(credits: 3);
        var first = await (await publisher.WriteTestAsync(Content(Question("q1", "Eerste versie")))).PublishAsync();
        var started = await TestSitting.CheckInAsync(_api, await publisher.CodeForAsync(first.TestId));
        await started.Candidate.PostAsync("/v1/delivery/start");
        var waiting = await TestSitting.CheckInAsync(_api, await publisher.CodeForAsync(first.TestId));
        var invited = await publisher.CodeForAsync(first.TestId);

        var second = await first.CopyAsync();
        (await second.WriteAsync(Content(Question("q1", "Tweede versie", key: new { correct = new[] { "a" } })))).Expect(HttpStatusCode.OK);
        await second.PublishAsync();
        await first.RetireAsync();

        await waiting.Candidate.PostAsync("/v1/delivery/start");
        foreach (var sitting in new[] { started, waiting })
        {
            Assert.Equal("Eerste versie", (await sitting.Candidate.GetAsync("/v1/delivery/sitting")).Get("sections[0].items[0].prompt"));
            await AnswerAsync(sitting);
            Assert.Equal(("1", first.Id), await ResultAsync(publisher, sitting));
        }

        var later = await TestSitting.CheckInAsync(_api, invited);
        await later.Candidate.PostAsync("/v1/delivery/start");
        Assert.Equal("Tweede versie", (await later.Candidate.GetAsync("/v1/delivery/sitting")).Get("sections[0].items[0].prompt"));
        await AnswerAsync(later);
        Assert.Equal(("0", second.Id), await ResultAsync(publisher, later));
    }

    [Fact]
    public async Task Two_versions_that_are_the_same_have_the_same_hash_and_others_another()
    {
        var publisher = await _api.OrganisationAsync();
        var draft = await publisher.WriteTestAsync(Content(Question("q1"), Question("q2")));
        var same = await draft.CopyAsync();
        var otherCut = await draft.CopyAsync();
        await publisher.Admin.PutAsync($"{otherCut.Path}/cut-score", new { cutScore = 2 });
        var otherTime = await draft.CopyAsync();
        (await publisher.Admin.SendAsync(HttpMethod.Patch, otherTime.Path, new { durationSeconds = 60 })).Expect(HttpStatusCode.OK);
        var hashes = new List<string>();
        foreach (var version in new[] { draft, same, otherCut, otherTime })
        {
            hashes.Add((await publisher.Admin.PostAsync($"{version.Path}/publication")).Get("contentHash"));
        }

        Assert.Equal(hashes[0], hashes[1]);
        Assert.Equal(3, hashes.Distinct().Count());
    }

    private static async Task AnswerAsync(TestSitting sitting)
    {
        var item = Assert.Single(await sitting.ItemsAsync());
        await sitting.Candidate.PutAsync($"/v1/delivery/responses/{item}", new { revision = 1, answer = new { choice = "b" } });
        await sitting.Candidate.PostAsync("/v1/delivery/finish");
    }

    private static async Task<(string Points, string Version)> ResultAsync(TestOrganisation school, TestSitting sitting)
    {
        var results = await school.Admin.GetAsync($"/v1/results?sittingId={sitting.Id}");
        return (results.Get("data[0].points"), results.Get("data[0].versionId"));
    }

    /// <summary>A draft that only this keeps from being published.</summary>
    private static async Task<TestDraft> ObstructedAsync(TestOrganisation publisher, string obstacle)
    {
        object Speaking(object rubric, int? timeLimitSeconds = null) =>
            new { sections = new[] { Section("s1", [new { identifier = "t1", type = "recorded_speech", prompt = "Vertel.", preparationSeconds = 30, speakingSeconds = 30, rubric, timeLimitSeconds }], "forward_only") } };
        object Rubric(params int[] maxima) => new { precondition = true, criteria = maxima.Select((maxPoints, n) => new { id = $"c{n}", title = "Aspect", maxPoints }) };
        switch (obstacle)
        {
            case "an item without a key":
                return await publisher.WriteTestAsync(Content(Question("q1", key: new { correct = Array.Empty<string>() }), Question("q2")));
            case "a cut score above the maximum":
                return await publisher.WriteTestAsync(Content(Question("q1")), cutScore: 2);
            case "no cut score":
                return await publisher.WriteTestAsync(Content(Question("q1")), cutScore: null);
            case "a conversion table that falls":
                return await ConvertedAsync(publisher, (0, 100), (1, 500), (2, 499));
            case "a cut score that is not the smallest that converts to 500":
                return await ConvertedAsync(publisher, (0, 100), (2, 500));
            case "a medium speaking task whose criteria add up to what no programme knows":
                return await publisher.WriteTestAsync(Speaking(Rubric(3, 3, 1)), skill: "speaking", level: "B1", programme: "I");
            case "all three extra criteria in programme I":
                return await publisher.WriteTestAsync(Speaking(Rubric(3, 3, 3, 3, 1)), skill: "speaking", level: "B1", programme: "I");
            case "a gate that names no criterion":
                return await publisher.WriteTestAsync(
                    Content(new
                    {
                        identifier = "t1",
                        type = "extended_text",
                        prompt = "Schrijf.",
                        rubric = new { criteria = new[] { new { id = "grammar", title = "Grammatica", maxPoints = 1 } }, gates = new[] { new { criterion = "adequacy" } } },
                    }), skill: "writing");
            case "speaking that takes longer than the test":
                return await publisher.WriteTestAsync(Speaking(Rubric(2)), durationSeconds: 59, skill: "speaking");
            case "an item with a time of its own where one moves freely":
                return await publisher.WriteTestAsync(Content(new { identifier = "t1", type = "single_choice", prompt = "Kies.", timeLimitSeconds = 60, choices = new[] { new { id = "a", text = "a" }, new { id = "b", text = "b" } }, key = new { correct = new[] { "a" } } }));
            case "an item that takes longer than it may":
                return await publisher.WriteTestAsync(Speaking(Rubric(2), timeLimitSeconds: 59), skill: "speaking");
            default:
                throw new ArgumentOutOfRangeException(nameof(obstacle), obstacle, "There is no such obstacle.");
        }
    }

    private static async Task<TestDraft> ConvertedAsync(TestOrganisation publisher, params (int Points, int ScaleScore)[] rows)
    {
        var draft = await publisher.WriteTestAsync(Content(Question("q1"), Question("q2")));
        await publisher.Admin.PutAsync($"{draft.Path}/conversion-table", new { rows = rows.Select(row => new { points = row.Points, scaleScore = row.ScaleScore }) });
        return draft;
    }
}
