using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cesuur.Infrastructure.Tests.Qti;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Catalogue;

/// <summary>QTI content packages, in and out.</summary>
[Collection(ApiCollection.Name)]
public sealed class PackageImportTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_package_becomes_a_draft_in_which_every_item_is_accounted_for()
    {
        var publisher = await _api.OrganisationAsync();

        var job = await publisher.ImportPackageAsync(Sound(), "?skill=listening&level=A2&field=nt2&title=Luisteren");

        Assert.Equal(("succeeded", "listening", "2"), (job.Get("status"), "listening", job.Get("result.tests[0].items")));
        Assert.Equal(["q1.xml imported", "q2.xml imported"], job.Json["result"]!["items"]!.AsArray().Select(item => $"{item!["file"]} {item["outcome"]}"));
        Assert.Equal("1", job.Get("result.newMedia"));
        var test = await publisher.Admin.GetAsync($"/v1/tests/{job.Get("result.tests[0].testId")}");
        Assert.Equal(("Luisteren", "listening", "A2", "nt2"), (test.Get("test.title"), test.Get("test.skill"), test.Get("test.level"), test.Get("test.field")));
        var content = await publisher.Admin.GetAsync($"{PathOf(job)}/content");
        Assert.Equal("b", content.Get("sections[0].items[0].key.correct[0]"));
        Assert.Contains((await publisher.Admin.GetAsync("/v1/media")).Get("data[0].id"), content.Get("sections[0].items[1].prompt"), StringComparison.Ordinal);
        Assert.Equal("100", $"{100 * (int)job.Node("progress.done")! / (int)job.Node("progress.total")!}");
    }

    [Fact]
    public async Task What_was_exported_and_comes_back_is_the_same_and_takes_no_room()
    {
        var publisher = await _api.OrganisationAsync();
        var first = await publisher.ImportPackageAsync(Sound(), "?skill=listening&level=A2");
        await publisher.Admin.PutAsync($"{PathOf(first)}/cut-score", new { cutScore = 2 });
        await publisher.Admin.SendAsync(HttpMethod.Patch, PathOf(first), new { durationSeconds = 900, policies = new { identityCheck = "required" } });

        var exported = await publisher.Admin.GetAsync($"{PathOf(first)}/qti");
        Assert.Equal("application/zip", exported.ContentType);
        var second = await publisher.ImportPackageAsync(exported.Bytes, "");

        Assert.Equal(("0", "0"), (second.Get("result.newMedia"), second.Get("result.errors")));
        Assert.Equal(Without(await publisher.Admin.GetAsync($"{PathOf(first)}/content")), Without(await publisher.Admin.GetAsync($"{PathOf(second)}/content")));
        var (was, @is) = (await publisher.Admin.GetAsync(PathOf(first)), await publisher.Admin.GetAsync(PathOf(second)));
        Assert.Equal(("2", "900", "required"), (@is.Get("cutScore"), @is.Get("durationSeconds"), @is.Get("policies.identityCheck")));
        Assert.Equal(was.Get("maxPoints"), @is.Get("maxPoints"));
        Assert.Single((await publisher.Admin.GetAsync("/v1/media")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task A_package_with_a_part_that_is_not_supported_is_refused_whole_and_leaves_nothing()
    {
        var publisher = await _api.OrganisationAsync();

        var job = await publisher.ImportPackageAsync(Mixed());

        Assert.Equal("failed", job.Get("status"));
        var error = job.Json["errors"]!.AsArray().Single(error => error!["code"]!.ToString() == "interaction_unsupported")!;
        Assert.Equal("q2.xml", error["file"]!.ToString());
        Assert.Contains("qti-slider-interaction", error["place"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal("error", error["severity"]!.ToString());
        Assert.Equal(0L, await publisher.SqlAsync("SELECT count(*) FROM tests WHERE tenant_id = @tenant"));
        Assert.Empty((await publisher.Admin.GetAsync("/v1/media")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task Skipping_imports_the_rest_and_tells_what_was_left_out()
    {
        var publisher = await _api.OrganisationAsync();

        var job = await publisher.ImportPackageAsync(Mixed(), "?skill=reading&onUnsupported=skip");

        Assert.Equal(("succeeded", "1"), (job.Get("status"), job.Get("result.tests[0].items")));
        Assert.Equal(["q1.xml imported", "q2.xml refused"], job.Json["result"]!["items"]!.AsArray().Select(item => $"{item!["file"]} {item["outcome"]}"));
        Assert.Contains(job.Json["errors"]!.AsArray(), error => error!["code"]!.ToString() == "interaction_unsupported");
    }

    [Fact]
    public async Task A_dry_run_says_the_same_and_changes_nothing()
    {
        var publisher = await _api.OrganisationAsync();

        var job = await publisher.ImportPackageAsync(Sound(), "?skill=reading&dryRun=true");

        Assert.Equal(("succeeded", "true", "2"), (job.Get("status"), job.Get("result.dryRun"), job.Get("result.tests[0].items")));
        Assert.Null(job.Node("result.tests[0].testId"));
        Assert.Empty((await publisher.Admin.GetAsync("/v1/media")).Json["data"]!.AsArray());
        Assert.Equal(0L, await publisher.SqlAsync("SELECT count(*) FROM tests WHERE tenant_id = @tenant"));
    }

    [Fact]
    public async Task A_package_can_be_the_next_draft_of_a_test()
    {
        var publisher = await _api.OrganisationAsync();
        var draft = await publisher.DraftAsync();

        var job = await publisher.ImportPackageAsync(Sound(), $"?testId={draft.TestId}");

        Assert.Equal((draft.TestId, "2"), (job.Get("result.tests[0].testId"), job.Get("result.tests[0].number")));
        var stranger = await _api.OrganisationAsync();
        var refused = (await stranger.Admin.SendPackageAsync(Sound(), $"?testId={draft.TestId}")).Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(("/testId", "reference_not_found"), (refused.Get("errors[0].pointer"), refused.Get("errors[0].code")));
    }

    [Fact]
    public async Task A_large_package_comes_in_pieces()
    {
        var publisher = await _api.OrganisationAsync();
        var package = Sound();
        var upload = await publisher.BeginUploadAsync(package.Length, ("purpose", "package"), ("filename", "toets.zip"));
        (await publisher.Admin.SendAsync(HttpMethod.Post, $"/v1/tests/imports?skill=reading&uploadId={upload.Split('/')[^1]}")).Expect(HttpStatusCode.Conflict, "upload_not_complete");
        (await publisher.SendPieceAsync(upload, 0, package[..500])).Expect(HttpStatusCode.NoContent);
        (await publisher.SendPieceAsync(upload, 500, package[500..])).Expect(HttpStatusCode.NoContent);

        var queued = (await publisher.Admin.SendAsync(HttpMethod.Post, $"/v1/tests/imports?skill=reading&uploadId={upload.Split('/')[^1]}")).Expect(HttpStatusCode.Accepted);

        Assert.Equal("succeeded", (await publisher.JobAsync(queued.Get("id"))).Get("status"));
        (await publisher.Admin.SendAsync(HttpMethod.Post, $"/v1/tests/imports?skill=reading&uploadId={upload.Split('/')[^1]}")).Expect(HttpStatusCode.Conflict, "upload_ended");
    }

    [Theory]
    [InlineData("", "package_details_missing")]
    [InlineData("?skill=reading", null)]
    public async Task Which_skill_is_measured_is_given_where_the_package_does_not_say(string query, string? code)
    {
        var publisher = await _api.OrganisationAsync();

        var job = await publisher.ImportPackageAsync(TestPackage.OfItems(("q1", TestPackage.Choice("q1"))).Zip().ToArray(), query);

        Assert.Equal(code, job.Node("errors")?.AsArray().FirstOrDefault()?["code"]?.ToString());
    }

    [Fact]
    public async Task A_request_without_a_package_is_refused() =>
        (await (await _api.OrganisationAsync()).Admin.SendAsync(HttpMethod.Post, "/v1/tests/imports?skill=reading")).Expect(HttpStatusCode.UnsupportedMediaType);

    [Fact]
    public async Task What_an_import_found_is_for_authors_alone()
    {
        var publisher = await _api.OrganisationAsync();
        var job = (await publisher.ImportPackageAsync(Mixed())).Get("id");
        var key = (await publisher.Admin.PostAsync("/v1/api-keys", new { name = "Reader", scopes = new[] { "organisation:read", "candidates:manage" } })).Get("key");

        (await _api.Client(key).SendAsync(HttpMethod.Get, $"/v1/jobs/{job}")).Expect(HttpStatusCode.NotFound);
        (await _api.Client(key).SendAsync(HttpMethod.Get, $"/v1/jobs/{job}/errors")).Expect(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("picture.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>", "svg_not_safe")]
    [InlineData("picture.png", "no picture at all", "media_not_playable")]
    public async Task A_file_that_is_not_what_it_should_be_is_refused_with_the_item_that_shows_it(string name, string content, string code)
    {
        var publisher = await _api.OrganisationAsync();
        var package = TestPackage.OfItems(("q1", TestPackage.Choice("q1", $"Zie <img src=\"{name}\" alt=\"\"/>"))).Add(name, content).Zip().ToArray();

        var job = await publisher.ImportPackageAsync(package);

        Assert.Equal("failed", job.Get("status"));
        Assert.Contains(job.Json["errors"]!.AsArray(), error => (error!["file"]!.ToString(), error["code"]!.ToString()) == ("q1.xml", code));
    }

    [SharedDataFact("qti/kennisnet/valid-package.zip")]
    public async Task The_Dutch_exam_paper_is_imported_published_taken_and_scored()
    {
        var publisher = await _api.OrganisationAsync(credits: 1);
        var package = await File.ReadAllBytesAsync(SharedDataFact.PathOf("qti/kennisnet/valid-package.zip"));
        Assert.Equal("failed", (await publisher.ImportPackageAsync(package, "?skill=theory")).Get("status")); // two of its items ask nothing

        var job = await publisher.ImportPackageAsync(package, "?skill=theory&onUnsupported=skip");
        Assert.Equal(("45", "24"), (job.Get("result.tests[0].items"), job.Get("result.newMedia")));
        var path = PathOf(job);
        await publisher.Admin.SendAsync(HttpMethod.Patch, path, new { durationSeconds = 3600, canFinishEarly = true });
        await publisher.Admin.PutAsync($"{path}/cut-score", new { cutScore = 25 });
        await publisher.Admin.PostAsync($"{path}/publication");
        var keys = (await publisher.Admin.GetAsync($"{path}/content")).Json["sections"]!.AsArray().SelectMany(section => section!["items"]!.AsArray())
            .ToDictionary(item => item!["id"]!.ToString(), item => item!["key"]?["correct"]?[0]?.ToString());

        var sitting = await TestSitting.CheckInAsync(_api, await publisher.CodeForAsync(job.Get("result.tests[0].testId")));
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        var state = await sitting.Candidate.GetAsync("/v1/delivery/sitting");
        var picture = WebUtility.HtmlDecode(Regex.Match(state.Text, "src=\\\\\"([^\\\\]+)\\\\\"").Groups[1].Value);
        Assert.Equal("image/jpeg", (await _api.Client(null).GetAsync(picture)).ContentType);
        for (var step = 0; ; step++)
        {
            foreach (var item in await sitting.ItemsAsync())
            {
                object answer = keys[item] is { } right ? new { choice = right } : new { text = "Dat weet ik niet." };
                await sitting.Candidate.PutAsync($"/v1/delivery/responses/{item}", new { revision = 1, answer });
            }

            if (step == 44)
            {
                break;
            }

            await sitting.Candidate.PostAsync("/v1/delivery/advance", new { fromStep = step });
        }

        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        var rating = await publisher.Admin.GetAsync($"/v1/sittings/{sitting.Id}/rating");
        Assert.Equal(15, rating.Json["tasks"]!.AsArray().Count);
        foreach (var task in rating.Json["tasks"]!.AsArray())
        {
            var scores = task!["rubric"]!["criteria"]!.AsArray().ToDictionary(criterion => criterion!["id"]!.ToString(), _ => 0);
            await publisher.Admin.PutAsync($"/v1/sittings/{sitting.Id}/rating/tasks/{task["itemId"]}", new { scores });
        }

        var result = await publisher.Admin.PostAsync($"/v1/sittings/{sitting.Id}/rating/finalisation");
        Assert.Equal(("30", "45", "pass"), (result.Get("points"), result.Get("maxPoints"), result.Get("outcome")));
    }

    private static string PathOf(Answer job) => $"/v1/tests/{job.Get("result.tests[0].testId")}/versions/{job.Get("result.tests[0].versionId")}";

    private static byte[] Sound()
    {
        var zip = TestPackage.OfItems(("q1", TestPackage.Choice("q1", "Welke dag is <strong>geen</strong> dag?")), ("q2", TestPackage.Choice("q2", "Zie <img src=\"media/vlak.png\" alt=\"een vlak\"/>", points: "2"))).Zip();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Update, leaveOpen: true))
        {
            using var picture = archive.CreateEntry("media/vlak.png").Open();
            picture.Write(TestMedia.Png());
        }

        return zip.ToArray();
    }

    private static byte[] Mixed() => TestPackage.OfItems(
        ("q1", TestPackage.Choice("q1")),
        ("q2", TestPackage.Choice("q2").Replace("qti-choice-interaction", "qti-slider-interaction", StringComparison.Ordinal))).Zip().ToArray();

    // Ids differ from import to import.
    private static string Without(Answer content)
    {
        var node = content.Json;
        foreach (var item in node["sections"]!.AsArray().SelectMany(section => section!["items"]!.AsArray()))
        {
            item!.AsObject().Remove("id");
        }

        return node.ToJsonString();
    }
}
