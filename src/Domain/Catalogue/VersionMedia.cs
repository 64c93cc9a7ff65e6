namespace Cesuur.Domain.Catalogue;

/// <summary>That a version's content shows a media file: then it cannot be deleted, and whoever may read the version may read it.</summary>
public sealed class VersionMedia : TenantOwned
{
    private VersionMedia()
    {
    }

    public Id<TestVersion> VersionId { get; private set; }

    public Id<Media> MediaId { get; private set; }

    public static VersionMedia Of(Id<TestVersion> version, Id<Media> media) => new() { VersionId = version, MediaId = media };
}
