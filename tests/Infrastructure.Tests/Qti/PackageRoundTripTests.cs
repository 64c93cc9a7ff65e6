using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Infrastructure.Qti;
using Cesuur.Testing;

namespace Cesuur.Infrastructure.Tests.Qti;

/// <summary>What is imported, exported and imported again is the same.</summary>
public sealed class PackageRoundTripTests
{
    [SharedDataFact("qti/kennisnet/valid-package.zip")]
    public Task The_Dutch_exam_paper_comes_back_as_it_was() => ComesBackAsync("qti/kennisnet/valid-package.zip", items: 45);

    [SharedDataFact("qti/qtiworks/WebDeveloperTest1.zip")]
    public Task A_test_of_QTI_2_1_comes_back_as_it_was() => ComesBackAsync("qti/qtiworks/WebDeveloperTest1.zip", items: 9);

    [SharedDataFact("qti/kennisnet/invalid-response-processing.zip")]
    public Task What_could_be_read_of_a_faulty_package_comes_back_as_it_was() => ComesBackAsync("qti/kennisnet/invalid-response-processing.zip", items: 7);

    [SharedDataFact("qti/qtiworks/Aardvark-cannon.zip")]
    public Task An_item_of_QTI_2_1_comes_back_as_it_was() => ComesBackAsync("qti/qtiworks/Aardvark-cannon.zip", items: 1);

    private static async Task ComesBackAsync(string package, int items)
    {
        await using var file = File.OpenRead(SharedDataFact.PathOf(package));
        var first = await ReadAsync(file);
        Assert.Equal(items, first.Test.Content.Items.Count());
        var exported = await WriteAsync(first);
        var second = await ReadAsync(exported);

        Assert.DoesNotContain(second.Reading.Findings, finding => finding.First.Severity == QtiSeverity.Error);
        Assert.Equal(Shape(first), Shape(second));
        Assert.Equal(first.Test.Title, second.Test.Title);
        Assert.Equal(Entries(exported), Entries(await WriteAsync(second)));
    }

    private sealed record Imported(PackageReading Reading, PackagedTest Test, IReadOnlyDictionary<string, byte[]> Files, IReadOnlyDictionary<string, Id<Media>> Ids);

    private static async Task<Imported> ReadAsync(Stream file)
    {
        using var package = QtiPackage.Open(file);
        var files = package.Names.Where(name => Path.GetExtension(name) is ".jpg" or ".png" or ".gif").ToDictionary(name => name, name =>
        {
            using var content = package.OpenFile(name);
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            return copy.ToArray();
        });
        var ids = files.ToDictionary(one => one.Key, _ => Id<Media>.New());
        var reading = await PackageReader.ReadAsync(package, name => ids.TryGetValue(name, out var id) ? new PackagedMedia(id) : null, (_, _) => Task.CompletedTask);
        return new Imported(reading, Assert.Single(reading.Tests), files, ids);
    }

    private static async Task<MemoryStream> WriteAsync(Imported imported)
    {
        var now = DateTimeOffset.UnixEpoch;
        var test = Test.Create(new TestDetails { Title = imported.Test.Title, Skill = Skill.Reading }, now);
        var version = TestVersion.Draft(test.Id, 1, imported.Test.Content, new VersionSettings { DurationSeconds = imported.Test.DurationSeconds }, null, now);
        var names = imported.Ids.ToDictionary(one => one.Value, one => one.Key);
        var media = ContentFiles.Of(version.Content).ToDictionary(id => id, id => MediaOf(imported.Files[names[id]], names[id]));
        var archive = new MemoryStream();
        await PackageWriter.WriteAsync(test, version, media, (one, _) => Task.FromResult<Stream>(new MemoryStream(imported.Files[one.FileKey])), archive, CancellationToken.None);
        archive.Position = 0;
        return archive;
    }

    private static Media MediaOf(byte[] content, string name) => Media.Create(
        null, name, new MediaDescription { ContentType = "image/jpeg", Kind = MediaKind.Image }, content.Length,
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)), name, "test", DateTimeOffset.UnixEpoch);

    /// <summary>The content with the files by their content, since each import gives them ids of its own.</summary>
    private static string Shape(Imported imported)
    {
        var text = new StringBuilder(JsonSerializer.Serialize(imported.Test.Content, Json.Options));
        foreach (var (name, id) in imported.Ids)
        {
            text.Replace(id.ToString(), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(imported.Files[name])));
        }

        return text.ToString();
    }

    // The test is another one each time, and so are its name in the document and in the manifest.
    private static List<string> Entries(Stream archive)
    {
        using var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true);
        return [.. zip.Entries.Where(entry => entry.FullName.StartsWith("items/", StringComparison.Ordinal)).Select(entry =>
        {
            using var reader = new StreamReader(entry.Open());
            return $"{entry.FullName} {reader.ReadToEnd()}";
        })];
    }
}
