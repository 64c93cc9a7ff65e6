using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;

namespace Cesuur.Api.Catalogue;

/// <summary>Makes a media file of a file that has come in, however it came.</summary>
internal sealed class NewMedia(NewFiles files, MediaInspector inspector, Clock clock)
{
    /// <summary>Checks it and stores it. It is added to the unit of work, which whoever asked for it saves.</summary>
    /// <exception cref="DomainException"><c>media_…</c>, <c>image_too_large</c>, <c>svg_not_safe</c>: it is not taken, and nothing is left behind</exception>
    public async Task<Media> StoreAsync(
        FileStream file, string fileName, string? declaredType, string? title, string uploadedBy, AppDb db, CancellationToken cancel)
    {
        var description = await inspector.InspectAsync(file, declaredType, cancel);
        file.Position = 0;
        await using var stored = (await files.SaveAsync(file, file.Length, cancel))!; // as long as it is
        var media = Media.Create(title, fileName, description, stored.Size, stored.Checksum, stored.Key, uploadedBy, clock.Now);
        stored.Take();
        return db.Media.Add(media).Entity;
    }
}
