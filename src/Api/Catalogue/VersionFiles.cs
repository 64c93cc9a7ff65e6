using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

/// <summary>The media files of a version's content.</summary>
internal static class VersionFiles
{
    /// <summary>Those of the organisation's own that the content names, as far as there are.</summary>
    public static Task<Dictionary<Id<Media>, Media>> MediaOfAsync(this AppDb db, TestContent content, CancellationToken cancel)
    {
        var named = ContentFiles.Of(content).ToList();
        return db.OwnMedia().AsNoTracking().Where(media => named.Contains(media.Id)).ToDictionaryAsync(media => media.Id, cancel);
    }

    /// <summary>With the next save, a held version shows these files and no others: whoever may read it may read them.</summary>
    public static async Task ShowMediaAsync(this AppDb db, Id<TestVersion> version, IReadOnlyCollection<Id<Media>> media, CancellationToken cancel)
    {
        var shown = await db.VersionMedia.Where(use => use.VersionId == version).ToListAsync(cancel);
        db.VersionMedia.RemoveRange(shown.Where(use => !media.Contains(use.MediaId)));
        db.VersionMedia.AddRange(media.Except(shown.Select(use => use.MediaId)).Select(file => VersionMedia.Of(version, file)));
    }
}
