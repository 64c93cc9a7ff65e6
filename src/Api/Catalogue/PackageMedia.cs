using System.Security.Cryptography;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Cesuur.Infrastructure.Qti;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

/// <summary>
/// The sound, video and pictures of a package. A file that the organisation has already is not stored again: what
/// was exported and comes back is the same media.
/// </summary>
internal sealed class PackageMedia(AppDb db, NewFiles files, MediaInspector inspector, Clock clock) : IAsyncDisposable
{
    private static readonly HashSet<string> NoMedia = [".xml", ".xsd", ".dtd", ".css", ".js", ".json", ".html", ".xhtml", ".txt", ".md", ".pdf"];

    private readonly Dictionary<string, PackagedMedia> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Media Media, NewFile File)> _new = new(StringComparer.Ordinal);

    /// <summary>A file by its name in the package; null when it is none of these.</summary>
    public PackagedMedia? Find(string name) => _taken.GetValueOrDefault(name);

    public static List<string> NamesOf(QtiPackage package) =>
        [.. package.Names.Where(name => !NoMedia.Contains(Path.GetExtension(name).ToLowerInvariant())).Order(StringComparer.Ordinal)];

    /// <summary>Looks at a file and stores it, or notes why it is not taken.</summary>
    /// <exception cref="DomainException"><c>media_not_examined</c>: there was no time to look, which says nothing of the file.</exception>
    public async Task TakeAsync(QtiPackage package, string name, string? title, string uploadedBy, CancellationToken cancel)
    {
        await using var content = package.OpenFile(name);
        await using var local = await LocalFile.CopyAsync(content, cancel);
        var checksum = Convert.ToHexStringLower(await SHA256.HashDataAsync(local, cancel));
        if (await KnownAsync(checksum, local.Length, cancel) is { } known)
        {
            _taken[name] = new PackagedMedia(known);
            return;
        }

        MediaDescription description;
        try
        {
            local.Position = 0;
            description = await inspector.InspectAsync(local, declaredType: null, cancel);
        }
        catch (DomainException refusal) when (refusal.Error.Kind == ErrorKind.Invalid)
        {
            _taken[name] = new PackagedMedia(null, refusal.Error.Code, refusal.Message);
            return;
        }

        local.Position = 0;
        var stored = (await files.SaveAsync(local, local.Length, cancel))!; // as long as it is
        var media = Media.Create(title, Path.GetFileName(name), description, stored.Size, stored.Checksum, stored.Key, uploadedBy, clock.Now);
        _new[checksum] = (media, stored);
        _taken[name] = new PackagedMedia(media.Id);
    }

    /// <summary>How many of the content's files are new.</summary>
    public int CountNew(IReadOnlySet<Id<Media>> used) => _new.Values.Count(added => used.Contains(added.Media.Id));

    /// <summary>Adds those that the content uses to the unit of work.</summary>
    public void Keep(IReadOnlySet<Id<Media>> used)
    {
        foreach (var (media, file) in _new.Values.Where(added => used.Contains(added.Media.Id)))
        {
            file.Take();
            db.Media.Add(media);
        }
    }

    /// <summary>Deletes the files that were not kept.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var (_, file) in _new.Values)
        {
            await file.DisposeAsync();
        }
    }

    private async Task<Id<Media>?> KnownAsync(string checksum, long size, CancellationToken cancel) => _new.TryGetValue(checksum, out var twice)
        ? twice.Media.Id
        : await db.Media.Where(media => media.TenantId == db.TenantId && media.Checksum == checksum && media.Size == size).Select(media => (Id<Media>?)media.Id).FirstOrDefaultAsync(cancel);
}
