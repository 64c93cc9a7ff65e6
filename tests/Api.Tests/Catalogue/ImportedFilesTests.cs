using System.IO.Compression;
using System.Net;
using Cesuur.Testing;
using Answer = Cesuur.Testing.Answer;

namespace Cesuur.Api.Tests.Catalogue;

/// <summary>Content packages over HTTP, and the files that importing them stores.</summary>
[Collection(ApiCollection.Name)]
public sealed class ImportedFilesTests(ApiFixture fixture)
{
    private const string FilesOfTenant = """
        SELECT (SELECT count(*) FROM media WHERE tenant_id = @tenant) || ' media, '
            || (SELECT count(*) FROM pending_files WHERE tenant_id = @tenant) || ' pending, '
            || (SELECT count(*) FROM jobs WHERE tenant_id = @tenant AND kind = 'erase_files') || ' packages erased'
        """;

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_package_becomes_a_draft_with_its_media_and_leaves_no_other_file()
    {
        var publisher = await _api.OrganisationAsync();

        var job = await ImportAsync(publisher, await PackageAsync("listening-a2"));

        Assert.Equal("succeeded", job.Get("status"));
        Assert.Equal("6", job.Get("result.newMedia"));
        Assert.Equal("6 media, 0 pending, 1 packages erased", await publisher.SqlAsync(FilesOfTenant));
        Assert.Equal("draft", (await publisher.Admin.GetAsync($"/v1/tests/{job.Get("result.tests.0.testId")}/versions/{job.Get("result.tests.0.versionId")}")).Get("state"));
    }

    [Fact]
    public async Task A_package_becomes_the_next_draft_of_a_test()
    {
        var publisher = await _api.OrganisationAsync();
        var test = await publisher.OwnTestAsync();

        var job = await ImportAsync(publisher, await PackageAsync("reading-a2"), $"?testId={test}");

        Assert.Equal(("succeeded", test, "2"), (job.Get("status"), job.Get("result.tests.0.testId"), job.Get("result.tests.0.number")));
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_come_of_it_and_keeps_nothing()
    {
        var publisher = await _api.OrganisationAsync();

        var job = await ImportAsync(publisher, await PackageAsync("listening-a2"), "?dryRun=true");

        Assert.Equal(("succeeded", "6"), (job.Get("status"), job.Get("result.newMedia")));
        Assert.Null(job.Node("result.tests.0.testId"));
        Assert.Equal("0 media, 0 pending, 1 packages erased", await publisher.SqlAsync(FilesOfTenant));
        Assert.Equal(0L, await publisher.SqlAsync("SELECT count(*) FROM tests WHERE tenant_id = @tenant"));
    }

    [Fact]
    public async Task Of_a_package_that_is_refused_no_file_is_left()
    {
        var publisher = await _api.OrganisationAsync();
        var package = await PackageAsync("listening-a2");
        await using (var archive = new ZipArchive(package, ZipArchiveMode.Update, leaveOpen: true))
        {
            var item = archive.Entries.First(entry => entry.FullName.StartsWith("items/", StringComparison.Ordinal));
            await using var content = await item.OpenAsync();
            content.SetLength(content.Length / 2);
        }

        var job = await ImportAsync(publisher, package);

        Assert.Equal("failed", job.Get("status"));
        Assert.Equal("0 media, 0 pending, 1 packages erased", await publisher.SqlAsync(FilesOfTenant));
    }

    private static async Task<MemoryStream> PackageAsync(string sample)
    {
        var package = new MemoryStream();
        await ZipFile.CreateFromDirectoryAsync(Path.Combine(Repository.Root, "src", "Api", "Samples", "Content", sample), package);
        return package;
    }

    private static async Task<Answer> ImportAsync(TestOrganisation publisher, MemoryStream package, string query = "")
    {
        var queued = await publisher.Admin.SendAsync(
            HttpMethod.Post, $"/v1/tests/imports{query}", TestMedia.Form(package.ToArray(), "application/zip", "toets.zip"));
        return await publisher.JobAsync(queued.Expect(HttpStatusCode.Accepted).Get("id"));
    }
}
