using System.Net;
using System.Text.Json.Nodes;
using Cesuur.Testing;
using static Cesuur.Testing.TestAuthoring;

namespace Cesuur.Api.Tests.Catalogue;

/// <summary>Tests, versions and their content as an author makes them.</summary>
[Collection(ApiCollection.Name)]
public sealed class AuthoringTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_test_is_written_down_changed_and_deleted_with_its_drafts()
    {
        var publisher = await _api.OrganisationAsync();
        var created = await publisher.Admin.SendAsync(HttpMethod.Post, "/v1/tests", new { title = "Schrijven", skill = "writing", level = "B1", programme = "I", field = "techniek" });
        var path = created.Expect(HttpStatusCode.Created).Headers.Location!.ToString();
        Assert.Equal(("Schrijven", "writing", "B1", "I", "techniek"), (
            created.Get("title"), created.Get("skill"), created.Get("level"), created.Get("programme"), created.Get("field")));

        var changed = await publisher.Admin.SendAsync(HttpMethod.Patch, path, new JsonObject { ["title"] = "Schrijven I", ["field"] = null });
        Assert.Equal(("Schrijven I", null, "writing"), (changed.Expect(HttpStatusCode.OK).Get("title"), changed.Node("field"), changed.Get("skill")));
        var shown = await publisher.Admin.GetAsync(path);
        Assert.Equal(("Schrijven I", changed.Headers.ETag!.Tag), (shown.Get("test.title"), shown.Headers.ETag!.Tag));

        var draft = new TestDraft(publisher, created.Get("id"), (await publisher.Admin.PostAsync($"{path}/versions", new { })).Get("id"));
        var picture = await publisher.MediaAsync();
        (await draft.WriteAsync(Content(Question("q1", $"Wat is dit? <img src=\"{picture}\" alt=\"een vlak\"/>")))).Expect(HttpStatusCode.OK);
        (await publisher.Admin.SendAsync(HttpMethod.Delete, path)).Expect(HttpStatusCode.NoContent);
        (await publisher.Admin.SendAsync(HttpMethod.Get, path)).Expect(HttpStatusCode.NotFound);
        (await publisher.Admin.SendAsync(HttpMethod.Get, draft.Path)).Expect(HttpStatusCode.NotFound);
        (await publisher.Admin.SendAsync(HttpMethod.Delete, $"/v1/media/{picture}")).Expect(HttpStatusCode.NoContent); // nothing shows it any more
    }

    [Theory]
    [InlineData("""{ "title": "", "skill": "reading" }""", "/title")]
    [InlineData("""{ "title": "T", "skill": "dancing" }""", "/skill")]
    [InlineData("""{ "title": "T" }""", "/skill")]
    [InlineData("""{ "title": "T", "skill": "reading", "field": "Niet Zo" }""", "/field")]
    [InlineData("""{ "title": "T", "skill": "reading", "level": "a2" }""", "/level")]
    public async Task A_test_that_cannot_be_is_refused_with_the_place(string body, string pointer)
    {
        var publisher = await _api.OrganisationAsync();
        var refused = await publisher.Admin.SendAsync(HttpMethod.Post, "/v1/tests", body);
        Assert.Equal(pointer, refused.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer"));
    }

    [Fact]
    public async Task Once_published_a_test_keeps_what_it_measures_and_is_there_for_good()
    {
        var publisher = await _api.OrganisationAsync();
        var draft = await (await publisher.WriteTestAsync(Content(Question("q1")))).PublishAsync();
        var path = $"/v1/tests/{draft.TestId}";

        foreach (var change in new object[] { new { skill = "listening" }, new { level = "B1" }, new { programme = "I" } })
        {
            (await publisher.Admin.SendAsync(HttpMethod.Patch, path, change)).Expect(HttpStatusCode.Conflict, "test_published");
        }

        Assert.Equal("Nieuwe titel", (await publisher.Admin.SendAsync(HttpMethod.Patch, path, new { title = "Nieuwe titel", field = "techniek" })).Get("title"));
        (await publisher.Admin.SendAsync(HttpMethod.Delete, path)).Expect(HttpStatusCode.Conflict, "test_in_use");
        await draft.RetireAsync();
        (await publisher.Admin.SendAsync(HttpMethod.Delete, path)).Expect(HttpStatusCode.Conflict, "test_in_use");
    }

    [Fact]
    public async Task A_test_with_a_manual_is_deleted_once_the_manual_is()
    {
        var publisher = await _api.OrganisationAsync();
        var draft = await publisher.DraftAsync();
        var manual = (await publisher.AddManualAsync(draft.TestId)).Get("id");
        (await publisher.Admin.SendAsync(HttpMethod.Delete, $"/v1/tests/{draft.TestId}")).Expect(HttpStatusCode.Conflict, "test_in_use");
        (await publisher.Admin.SendAsync(HttpMethod.Delete, $"/v1/tests/{draft.TestId}/manuals/{manual}")).Expect(HttpStatusCode.NoContent);
        (await publisher.Admin.SendAsync(HttpMethod.Delete, $"/v1/tests/{draft.TestId}")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Versions_are_numbered_and_a_copy_has_the_same_items_by_the_same_ids()
    {
        var publisher = await _api.OrganisationAsync();
        var picture = await publisher.MediaAsync();
        var first = await publisher.WriteTestAsync(Content(Question("q1"), Question("q2", $"Wat is dit? <img src=\"{picture}\" alt=\"een vlak\"/>")), cutScore: 2);
        await publisher.Admin.PutAsync($"{first.Path}/conversion-table", new { rows = new[] { new { points = 0, scaleScore = 300 }, new { points = 2, scaleScore = 500 } } });
        var second = await first.CopyAsync();
        var third = (await publisher.Admin.PostAsync($"/v1/tests/{first.TestId}/versions", new { })).Get("id");

        var copied = await publisher.Admin.GetAsync(second.Path);
        Assert.Equal(("2", "draft", "2", "2", "3600", "500"), (
            copied.Get("number"), copied.Get("state"), copied.Get("cutScore"), copied.Get("maxPoints"), copied.Get("durationSeconds"), copied.Get("conversionTable.rows[1].scaleScore")));
        var original = (await publisher.Admin.GetAsync($"{first.Path}/content")).Json;
        Assert.StartsWith("item_", original["sections"]![0]!["items"]![0]!["id"]!.ToString(), StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(original, (await publisher.Admin.GetAsync($"{second.Path}/content")).Json));
        Assert.Empty((await publisher.Admin.GetAsync($"/v1/tests/{first.TestId}/versions/{third}/content")).Json["sections"]!.AsArray());

        Assert.Equal(["3", "2", "1"], await NumbersAsync(publisher, $"/v1/tests/{first.TestId}/versions?sort=-number&limit=2"));
        await first.PublishAsync();
        Assert.Equal(["1"], await NumbersAsync(publisher, $"/v1/tests/{first.TestId}/versions?state=published"));
        (await publisher.Admin.SendAsync(HttpMethod.Delete, first.Path)).Expect(HttpStatusCode.Conflict, "version_not_a_draft");
        (await publisher.Admin.SendAsync(HttpMethod.Delete, second.Path)).Expect(HttpStatusCode.NoContent);
        Assert.Equal(["1", "3"], await NumbersAsync(publisher, $"/v1/tests/{first.TestId}/versions"));
        (await publisher.Admin.SendAsync(HttpMethod.Delete, $"/v1/media/{picture}")).Expect(HttpStatusCode.Conflict, "media_in_use");
    }

    [Fact]
    public async Task A_draft_begins_as_a_copy_of_a_version_of_its_own_test_only()
    {
        var publisher = await _api.OrganisationAsync();
        var other = await publisher.WriteTestAsync(Content(Question("q1")));
        var draft = await publisher.DraftAsync();
        foreach (var id in new[] { other.Id, "ver_none" })
        {
            var refused = await publisher.Admin.SendAsync(HttpMethod.Post, $"/v1/tests/{draft.TestId}/versions", new { fromVersionId = id });
            Assert.Equal(("/fromVersionId", "reference_not_found"), (
                refused.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer"), refused.Get("errors[0].code")));
        }

        (await publisher.Admin.SendAsync(HttpMethod.Get, $"/v1/tests/{draft.TestId}/versions/{other.Id}")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Drafts_that_are_asked_for_at_once_get_numbers_of_their_own()
    {
        var publisher = await _api.OrganisationAsync();
        var draft = await publisher.DraftAsync();
        var drafts = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => publisher.Admin.PostAsync($"/v1/tests/{draft.TestId}/versions", new { })));
        Assert.Equal(["2", "3", "4", "5", "6", "7"], drafts.Select(created => created.Get("number")).Order());
    }

    [Fact]
    public async Task Settings_are_patched_and_policies_in_part()
    {
        var publisher = await _api.OrganisationAsync();
        var draft = await publisher.DraftAsync();
        (await publisher.Admin.SendAsync(HttpMethod.Patch, draft.Path, new
        {
            durationSeconds = 6600,
            resultPolicy = "mark",
            policies = new { rating = new { raters = 2 }, retention = new { months = 6 }, aids = new[] { "Woordenboek Nederlands" } },
        })).Expect(HttpStatusCode.OK);
        var changed = await publisher.Admin.SendAsync(
            HttpMethod.Patch, draft.Path, """{ "canFinishEarly": true, "policies": { "retention": null, "scoring": { "combination": "mean" } } }""");
        Assert.Equal(("6600", "true", "mark", "2", "mean", null, "Woordenboek Nederlands", "immediate"), (
            changed.Get("durationSeconds"), changed.Get("canFinishEarly"), changed.Get("resultPolicy"), changed.Get("policies.rating.raters"),
            changed.Get("policies.scoring.combination"), changed.Node("policies.retention"), changed.Get("policies.aids[0]"), changed.Get("policies.release")));

        foreach (var (body, pointer) in new (object, string)[]
        {
            (new { durationSeconds = 0 }, "/durationSeconds"), (new { durationSeconds = 86_401 }, "/durationSeconds"),
            (new { resultPolicy = "stars" }, "/resultPolicy"), (new { policies = new { raters = 2 } }, "/policies/raters"), (new { cutScore = 2 }, "/cutScore"),
        })
        {
            Assert.Equal(pointer, (await publisher.Admin.SendAsync(HttpMethod.Patch, draft.Path, body)).Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer"));
        }
    }

    [Fact]
    public async Task A_cut_score_and_a_conversion_table_are_set_and_taken_back()
    {
        var publisher = await _api.OrganisationAsync();
        var draft = await publisher.DraftAsync();
        var rows = new[] { new { points = 0, scaleScore = 200 }, new { points = 1, scaleScore = 500 } };
        Assert.Equal("1", (await publisher.Admin.PutAsync($"{draft.Path}/cut-score", new { cutScore = 1 })).Get("cutScore"));
        Assert.Equal("500", (await publisher.Admin.PutAsync($"{draft.Path}/conversion-table", new { rows })).Get("conversionTable.rows[1].scaleScore"));
        Assert.Null((await publisher.Admin.PutAsync($"{draft.Path}/cut-score", new { })).Node("cutScore"));
        Assert.Null((await publisher.Admin.PutAsync($"{draft.Path}/conversion-table", new { rows = rows[..0] })).Node("conversionTable"));
        (await publisher.Admin.SendAsync(HttpMethod.Put, $"{draft.Path}/cut-score", new { cutScore = 0 })).Expect(HttpStatusCode.UnprocessableEntity);
        var half = await publisher.Admin.SendAsync(HttpMethod.Put, $"{draft.Path}/conversion-table", new { rows = new[] { new { points = 0 } } });
        Assert.Equal("/rows/0/scaleScore", half.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer"));
    }

    [Fact]
    public async Task Of_two_authors_at_once_one_is_told_that_the_other_was_first()
    {
        var publisher = await _api.OrganisationAsync();
        var draft = await publisher.WriteTestAsync(Content(Question("q1")));
        var read = await publisher.Admin.GetAsync($"{draft.Path}/content");
        var seen = read.Headers.ETag!.Tag;
        Assert.Equal(seen, (await publisher.Admin.GetAsync(draft.Path)).Headers.ETag!.Tag);

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(author => publisher.Admin.SendAsync(
            HttpMethod.Put, $"{draft.Path}/content", Content(Question($"van-{author}")), ("If-Match", seen))));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.PreconditionFailed], both.Select(answer => answer.Status).Order());
        var winner = both.Single(answer => answer.IsSuccess);
        var kept = await publisher.Admin.GetAsync($"{draft.Path}/content");
        Assert.Equal((winner.Text, winner.Headers.ETag!.Tag), (kept.Text, kept.Headers.ETag!.Tag));

        foreach (var (method, path, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Patch, "", new { durationSeconds = 60 }), (HttpMethod.Put, "/cut-score", new { cutScore = 1 }), (HttpMethod.Put, "/conversion-table", new { }),
            (HttpMethod.Post, "/publication", null), (HttpMethod.Delete, "", null),
        })
        {
            (await publisher.Admin.SendAsync(method, draft.Path + path, body, ("If-Match", seen))).Expect(HttpStatusCode.PreconditionFailed, "stale");
        }

        (await publisher.Admin.SendAsync(HttpMethod.Post, $"{draft.Path}/publication", null, ("If-Match", kept.Headers.ETag!.Tag))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_file_that_is_not_the_authors_is_refused_with_every_place_that_names_it()
    {
        var publisher = await _api.OrganisationAsync();
        var foreign = await (await _api.OrganisationAsync()).MediaAsync();
        var draft = await publisher.DraftAsync();
        var refused = await draft.WriteAsync(new
        {
            sections = new[]
            {
                Section("s1", [Question("q1", $"Zie <img src=\"{foreign}\" alt=\"?\"/>")], stimuli: [new { identifier = "f1", title = "Fragment", mediaId = foreign }, new { identifier = "f2", title = "Fragment", mediaId = "kapot" }]),
            },
        });
        Assert.Equal(
            ["/sections/0/items/0/prompt", "/sections/0/stimuli/0/mediaId", "/sections/0/stimuli/1/mediaId"],
            refused.Expect(HttpStatusCode.UnprocessableEntity, "invalid_request").Json["errors"]!.AsArray().Select(error => error!["pointer"]!.ToString()));
        Assert.All(refused.Json["errors"]!.AsArray(), error => Assert.Equal("reference_not_found", error!["code"]!.ToString()));
        Assert.Empty((await publisher.Admin.GetAsync($"{draft.Path}/content")).Json["sections"]!.AsArray());
    }

    [Theory]
    [InlineData("""{ "sections": [ { "identifier": "s1", "title": "T", "navigation": "free", "items": [ { "identifier": "q1", "type": "guess" } ] } ] }""", "/sections/0/items/0/type", "invalid_value")]
    [InlineData("""{ "sections": [ { "identifier": "s1", "title": "T", "navigation": "free", "items": [ { "type": "text_entry" } ] } ] }""", "/sections/0/items/0/identifier", "required")]
    [InlineData("""{ "sections": [ { "identifier": "s1", "title": "T", "navigation": "free", "items": [], "colour": "red" } ] }""", "/sections/0/colour", "unknown_member")]
    [InlineData("""{ "sections": [ null ] }""", "/sections", "invalid_value")]
    [InlineData("""{ "sections": [], "instructions": "<img src=\"https://elders.example/x.png\" alt=\"\"/>" }""", "/instructions", "html_not_allowed")]
    [InlineData("""{ "sections": [], "kept": [ { "place": "qti-assessment-test", "xml": "<a>" } ] }""", "/kept/0/xml", "kept_not_xml")]
    [InlineData("""{ "sections": [], "kept": [ { "place": "qti-assessment-test" } ] }""", "/kept/0/xml", "required")]
    [InlineData(
        """{ "sections": [ { "identifier": "s1", "title": "T", "navigation": "free", "items": [ { "identifier": "q1", "type": "text_entry", "key": { "correct": [], "points": -5 } } ] } ] }""",
        "/sections/0/items/0/key/points", "points_out_of_range")]
    [InlineData(
        """{ "sections": [ { "identifier": "s1", "title": "T", "navigation": "free", "items": [ { "identifier": "q1", "type": "text_entry", "key": { "correct": [ "a" ], "points": 79228162514264337593543950335 } } ] } ] }""",
        "/sections/0/items/0/key/points", "points_out_of_range")]
    public async Task Content_that_is_none_is_refused_with_the_place(string content, string pointer, string code)
    {
        var publisher = await _api.OrganisationAsync();
        var refused = await (await publisher.DraftAsync()).WriteAsync(content);
        Assert.Equal((pointer, code), (refused.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer"), refused.Get("errors[0].code")));
    }

    [Fact]
    public async Task Content_may_be_megabytes_and_not_endless()
    {
        var publisher = await _api.OrganisationAsync();
        var draft = await publisher.DraftAsync();
        var paragraph = new string('x', 2000);
        var large = Content([.. Enumerable.Range(1, 3500).Select(n => Question($"q{n}", $"{n} {paragraph}"))]); // some 7.5 MB
        (await draft.WriteAsync(large)).Expect(HttpStatusCode.OK);
        Assert.Equal("3500", (await publisher.Admin.GetAsync(draft.Path)).Get("maxPoints"));

        var tooLarge = Content([.. Enumerable.Range(1, 4500).Select(n => Question($"q{n}", $"{n} {paragraph}"))]);
        (await draft.WriteAsync(tooLarge)).Expect(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        Assert.Equal("3500", (await publisher.Admin.GetAsync(draft.Path)).Get("maxPoints"));
    }

    [Fact]
    public async Task Neither_a_list_nor_a_version_reads_the_content()
    {
        var publisher = await _api.OrganisationAsync();
        var draft = await publisher.WriteTestAsync(Content(Question("q1")));
        await publisher.SqlAsync("UPDATE test_versions SET content = '[]' WHERE tenant_id = @tenant"); // whoever reads it fails
        Assert.False((await publisher.Admin.SendAsync(HttpMethod.Get, $"{draft.Path}/content")).IsSuccess);
        await publisher.Admin.GetAsync(draft.Path);
        await publisher.Admin.GetAsync($"/v1/tests/{draft.TestId}/versions");
        await publisher.Admin.GetAsync($"/v1/tests/{draft.TestId}");
    }

    [Fact]
    public async Task Versions_are_listed_from_the_index_of_their_numbers()
    {
        var publisher = await _api.OrganisationAsync();
        var draft = await publisher.WriteTestAsync(Content(Question("q1")));
        await publisher.SqlAsync("""
            INSERT INTO tests (tenant_id, id, title, search_key, skill, created_at)
            SELECT @tenant, uuidv7(), 'Toets', 'toets', 'reading', now() FROM generate_series(1, 3000);
            INSERT INTO test_versions (tenant_id, id, test_id, number, state, content, can_finish_early, max_points, result_policy, policies, created_at)
            SELECT @tenant, uuidv7(), t.id, n, 'draft', '{"sections":[]}', false, 0, 'pass_fail', '{}', now()
            FROM tests t, generate_series(2, 4) AS n WHERE t.tenant_id = @tenant;
            ANALYZE tests; ANALYZE test_versions
            """);
        foreach (var order in new[] { "number", "-number" })
        {
            var plan = Assert.Single(await publisher.PlansAsync("test_versions", () => publisher.Admin.GetAsync($"/v1/tests/{draft.TestId}/versions?sort={order}")));
            Assert.Contains("test_versions_tenant_id_test_id_number_key on test_versions", plan, StringComparison.Ordinal);
            Assert.DoesNotContain("Seq Scan on test_versions", plan, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_audit_log_tells_what_was_done_to_a_version_and_nothing_of_what_it_asks()
    {
        var publisher = await _api.OrganisationAsync();
        var secret = $"geheim{Guid.CreateVersion7():N}";
        var draft = await publisher.WriteTestAsync(Content(new { identifier = "q1", type = "text_entry", prompt = "Vul in.", key = new { correct = new[] { secret } } }));
        var hash = (await (await draft.PublishAsync()).Publisher.Admin.GetAsync(draft.Path)).Get("contentHash");
        await draft.RetireAsync();
        Assert.Contains(secret, (await publisher.Admin.GetAsync($"{draft.Path}/content")).Text, StringComparison.Ordinal);

        var log = await publisher.Admin.GetAsync($"/v1/audit-log?resource={draft.Id}");
        Assert.DoesNotContain(secret, log.Text, StringComparison.Ordinal);
        var entries = log.Json["data"]!.AsArray().ToDictionary(entry => entry!["action"]!.ToString(), entry => entry!["changes"]!);
        Assert.Equal(
            ["test_version.changed", "test_version.content_written", "test_version.created", "test_version.cut_score_set", "test_version.published", "test_version.retired"],
            entries.Keys.Order());
        Assert.Equal("published", entries["test_version.published"]["state"]!["after"]!.ToString());
        Assert.DoesNotContain(entries.Values, changes => changes["content"] is not null);
        Assert.Matches("^[0-9a-f]{64}$", hash);
    }

    private static async Task<IReadOnlyList<string>> NumbersAsync(TestOrganisation publisher, string path)
    {
        var numbers = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await publisher.Admin.GetAsync(cursor.Length == 0 ? path : $"{path}&cursor={cursor}");
            numbers.AddRange(page.Json["data"]!.AsArray().Select(version => version!["number"]!.ToString()));
            cursor = page.Node("nextCursor")?.ToString();
        }

        return numbers;
    }
}
