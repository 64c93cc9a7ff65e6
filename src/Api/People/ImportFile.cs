using Cesuur.Domain;
using Cesuur.Domain.People;
using Cesuur.Infrastructure;
using Cesuur.Infrastructure.Imports;

namespace Cesuur.Api.People;

/// <summary>What can be said of a file at once, before it waits for its turn.</summary>
internal static class ImportFile
{
    /// <exception cref="DomainException"><c>import_file_empty</c>, <c>import_file_unreadable</c>, <c>import_columns</c>, <c>import_too_much</c></exception>
    public static ImportFormat FormatOf(Stream file, ImportFormat? asked, IReadOnlyList<ImportColumn> columns)
    {
        if (file.Length == 0)
        {
            throw new DomainException(ImportErrors.FileEmpty);
        }

        var found = Recognise(file, columns);
        return asked is null || asked == found
            ? found
            : throw new DomainException(ImportErrors.FileUnreadable, $"The file is not {SnakeCaseEnum.Write(asked.Value)}, but {SnakeCaseEnum.Write(found)}.");
    }

    private static ImportFormat Recognise(Stream file, IReadOnlyList<ImportColumn> columns)
    {
        if (!BoundedArchive.IsArchive(file))
        {
            using var rows = CsvTable.Open(file).Rows.GetEnumerator();
            ImportColumns.Read(rows, columns);
            return rows.MoveNext() ? ImportFormat.Csv : throw new DomainException(ImportErrors.FileEmpty);
        }

        using var archive = BoundedArchive.Open(file);
        if (XlsxTable.IsWorkbook(archive))
        {
            XlsxTable.RequireNoMacros(archive);
            return ImportFormat.Xlsx;
        }

        RosterFiles.RequireManifest(archive);
        return ImportFormat.Oneroster;
    }
}
