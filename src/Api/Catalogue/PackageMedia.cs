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
    /// <summary>Bytes of one file.</summary>
    private const long MaxSize = 1024L * 1024 * 1024;

    private static readonly HashSet<string> NoMedia = [".xml", ".xsd", ".dtd", ".css", ".js", ".json", ".html", ".xhtml", ".txt", ".md", ".pdf"];

    private readonly Dictionary<string, PackagedMedia> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Media Media, NewFile File)> _new = new(StringComparer.Ordinal);

    /// <summary>A file by its name in the package; null when it is none of these.</summary>
    public PackagedMedia? Find(string name) => _taken.GetValueOrDefault(name);

    public static List<string> NamesOf(QtiPackage package) =>
        [.. package.Names.Where(name => !NoMedia.Contains(Path.GetExtension(name).ToLowerInvariant())).Order(StringComparer.Ordinal)];

    /// <summary>Looks at a file and stores it, or says why it is not taken.</summary>
    public async Task TakeAsync(QtiPackage package, string name, string? title, string uploadedBy, CancellationToken cancel)
    {
        try
        {
            await using var content = package.OpenFile(name);
            await using var local = await CopyAsync(content, cancel);
            var checksum = Convert.ToHexStringLower(await SHA256.HashDataAsync(local, cancel));
            local.Position = 0;
            _taken[name] = new PackagedMedia(await KnownAsync(checksum, local.Length, cancel) ?? await StoreAsync(local, checksum, name, title, uploadedBy, cancel));
        }
        catch (DomainException refusal) when (refusal.Error.Code.StartsWith("media_", StringComparison.Ordinal) || refusal.Error == MediaErrors.SvgNotSafe || refusal.Error == MediaErrors.ImageTooLarge)
        {
            _taken[name] = new PackagedMedia(null, refusal.Error.Code, refusal.Message);
        }
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

    private async Task<Id<Media>> StoreAsync(FileStream local, string checksum, string name, string? title, string uploadedBy, CancellationToken cancel)
    {
        var description = await inspector.InspectAsync(local, declaredType: null, cancel);
        local.Position = 0;
        var stored = (await files.SaveAsync(local, local.Length, cancel))!; // as long as it is
        var media = Media.Create(title, Path.GetFileName(name), description, stored.Size, stored.Checksum, stored.Key, uploadedBy, clock.Now);
        _new[checksum] = (media, stored);
        return media.Id;
    }

    private static async Task<FileStream> CopyAsync(Stream content, CancellationToken cancel)
    {
        var copy = LocalFile.CreateTemporary();
        try
        {
            var buffer = new byte[81920];
            for (int read; (read = await content.ReadAsync(buffer, cancel)) > 0;)
            {
                if (copy.Length + read > MaxSize)
                {
                    throw new DomainException(MediaErrors.UploadTooLong, "A file of a package is at most 1 GB.");
                }

                await copy.WriteAsync(buffer.AsMemory(0, read), cancel);
            }

            await copy.FlushAsync(cancel); // other programs read it by its name
            copy.Position = 0;
            return copy;
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }
    }
}
