using System.IO.Compression;
using Cesuur.Api.Catalogue;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Samples;

/// <summary>Loads our own A2 set into a publisher's catalogue: content packages, imported as anybody's, and published.</summary>
internal sealed class SampleTests(AppDb db, PackageImport import)
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Samples", "Content");

    public async Task LoadAsync(DateTimeOffset now, CancellationToken cancel)
    {
        foreach (var folder in Directory.EnumerateDirectories(Folder).Where(folder => File.Exists(Path.Combine(folder, "imsmanifest.xml"))).Order(StringComparer.Ordinal))
        {
            await using var package = LocalFile.CreateTemporary();
            await ZipFile.CreateFromDirectoryAsync(folder, package, cancel);
            package.Position = 0;
            var reading = await import.ReadAsync(package, "samples", (_, _) => Task.CompletedTask, cancel);
            await import.ImportAsync(reading, new PackageOptions(), dryRun: false, cancel);
            await db.SaveChangesAsync(cancel);
            foreach (var version in import.Versions)
            {
                var test = await db.Tests.SingleAsync(test => test.Id == version.TestId, cancel);
                var media = await db.Media.ToDictionaryAsync(media => media.Id, cancel);
                version.Publish(test, media, ContentHash.Of(version), now);
            }

            await db.SaveChangesAsync(cancel);
        }
    }
}
