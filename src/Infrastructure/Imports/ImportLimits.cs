namespace Cesuur.Infrastructure.Imports;

/// <summary>How much an import may be. What is larger is refused while it is read, before it takes the room.</summary>
public static class ImportLimits
{
    /// <summary>Bytes of the file as it is sent.</summary>
    public const int FileSize = 50 * 1024 * 1024;

    /// <summary>Rows of all tables in the file together, headers not counted.</summary>
    public const int Rows = 200_000;

    /// <summary>Characters of a cell; a row with a longer one is refused.</summary>
    public const int CellLength = 4_000;

    /// <summary>Cells of a row.</summary>
    public const int Columns = 256;

    /// <summary>Different groups that one file may name.</summary>
    public const int Groups = 5_000;

    /// <summary>Users that one file may make.</summary>
    public const int NewUsers = 5_000;

    /// <summary>Errors that are kept of a file; all are counted.</summary>
    public const int Errors = 10_000;

    /// <summary>Bytes of everything that is read from an archive, unpacked.</summary>
    public const long UnpackedSize = 256L * 1024 * 1024;

    /// <summary>Bytes of an archive's table of contents, some ten thousand entries.</summary>
    public const int ArchiveDirectorySize = 1024 * 1024;

    /// <summary>How many times larger a part of an archive may become, once it is over a megabyte.</summary>
    public const int UnpackedRatio = 100;

    /// <summary>Characters of all shared strings of a workbook together; they are in memory while it is read.</summary>
    public const int SharedText = 32 * 1024 * 1024;
}
