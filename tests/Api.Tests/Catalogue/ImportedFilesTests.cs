using System.IO.Compression;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Catalogue;

/// <summary>The files that importing a content package stores, whatever comes of it.</summary>
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

        var job = await publisher.ImportPackageAsync((await PackageAsync()).ToArray(), "");

        Assert.Equal("succeeded", job.Get("status"));
        Assert.Equal("6", job.Get("result.newMedia"));
        Assert.Equal("6 media, 0 pending, 1 packages erased", await publisher.SqlAsync(FilesOfTenant));
        Assert.Equal("draft", (await publisher.Admin.GetAsync($"/v1/tests/{job.Get("result.tests.0.testId")}/versions/{job.Get("result.tests.0.versionId")}")).Get("state"));
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_come_of_it_and_keeps_nothing()
    {
        var publisher = await _api.OrganisationAsync();

        var job = await publisher.ImportPackageAsync((await PackageAsync()).ToArray(), "?dryRun=true");

        Assert.Equal(("succeeded", "6"), (job.Get("status"), job.Get("result.newMedia")));
        Assert.Null(job.Node("result.tests.0.testId"));
        // They go when the job has ended.
        await TestJobs.EventuallyAsync(() => publisher.SqlAsync(FilesOfTenant), found => (string?)found == "0 media, 0 pending, 1 packages erased");
        Assert.Equal(0L, await publisher.SqlAsync("SELECT count(*) FROM tests WHERE tenant_id = @tenant"));
    }

    [Fact]
    public async Task Of_a_package_that_is_refused_no_file_is_left()
    {
        var publisher = await _api.OrganisationAsync();
        var package = await PackageAsync();
        await using (var archive = new ZipArchive(package, ZipArchiveMode.Update, leaveOpen: true))
        {
            var item = archive.Entries.First(entry => entry.FullName.StartsWith("items/", StringComparison.Ordinal));
            await using var content = await item.OpenAsync();
            content.SetLength(content.Length / 2);
        }

        var job = await publisher.ImportPackageAsync(package.ToArray(), "");

        Assert.Equal("failed", job.Get("status"));
        Assert.Equal("0 media, 0 pending, 1 packages erased", await publisher.SqlAsync(FilesOfTenant));
    }

    private static async Task<MemoryStream> PackageAsync()
    {
        var package = new MemoryStream();
        await ZipFile.CreateFromDirectoryAsync(Path.Combine(Repository.Root, "src", "Api", "Samples", "Content", "listening-a2"), package);
        return package;
    }
}
