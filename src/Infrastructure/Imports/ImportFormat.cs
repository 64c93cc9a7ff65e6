namespace Cesuur.Infrastructure.Imports;

public enum ImportFormat
{
    /// <summary>Comma or semicolon; UTF-8 or Windows-1252.</summary>
    Csv,

    /// <summary>The first sheet of an Excel workbook.</summary>
    Xlsx,

    /// <summary>A OneRoster 1.2 CSV archive: users, roles, classes and enrolments.</summary>
    Oneroster,
}
