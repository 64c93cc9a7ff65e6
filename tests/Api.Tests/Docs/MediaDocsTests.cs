using System.Diagnostics;
using System.Text.RegularExpressions;
using Cesuur.Domain.Catalogue;
using Cesuur.Infrastructure.Files;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Docs;

/// <summary>What docs/media.md says is what happens.</summary>
[Collection(ApiCollection.Name)]
public sealed partial class MediaDocsTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task The_examples_upload_a_file_each()
    {
        var publisher = await _api.OrganisationAsync();
        var folder = Directory.CreateTempSubdirectory("cesuur-docs-").FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "gesprek.mp3"), TestMedia.Mp3());
        var examples = BashBlock().Matches(Repository.Read("docs/media.md")).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(2, examples.Count);

        foreach (var example in examples)
        {
            var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", example])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["CESUUR_URL"] = _api.Address.ToString().TrimEnd('/'), ["KEY"] = publisher.Key },
            };
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, await error);
        }

        Directory.Delete(folder, recursive: true);
        var titles = (await publisher.Admin.GetAsync("/v1/media")).Json["data"]!.AsArray().Select(media => media!["title"]!.ToString());
        Assert.Equal(["gesprek.mp3", "In de winkel"], titles);
    }

    [Fact]
    public void The_limits_are_those_of_the_code()
    {
        Assert.Equal((2L * 1024 * 1024 * 1024, TimeSpan.FromHours(24)), (MediaUpload.MaxLength, MediaUpload.Lifetime));
        Assert.Equal((20L * 1024 * 1024, 50_000_000), (Manual.MaxSize, MediaInspector.MaxPixels));
        Assert.Equal(TimeSpan.FromMinutes(15), Cesuur.Api.Catalogue.MediaAddresses.Lifetime);
    }

    [GeneratedRegex("```bash\n(.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex BashBlock();
}
