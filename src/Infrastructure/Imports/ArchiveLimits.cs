namespace Cesuur.Infrastructure.Imports;

/// <summary>How much an archive may be.</summary>
/// <param name="UnpackedSize">Bytes of everything that is read from it, unpacked.</param>
/// <param name="DirectorySize">Bytes of its table of contents.</param>
/// <param name="UnpackedRatio">How many times larger a part may become, once it is over a megabyte.</param>
public sealed record ArchiveLimits(long UnpackedSize, int DirectorySize, int UnpackedRatio)
{
    /// <summary>Workbooks and rosters; some ten thousand entries.</summary>
    public static readonly ArchiveLimits Tables = new(ImportLimits.UnpackedSize, ImportLimits.ArchiveDirectorySize, ImportLimits.UnpackedRatio);

    /// <summary>Content packages with their sound and video; some eighty thousand entries.</summary>
    public static readonly ArchiveLimits Packages = new(4L * 1024 * 1024 * 1024, 8 * 1024 * 1024, ImportLimits.UnpackedRatio);
}
