using System.Globalization;
using System.IO.Compression;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Cesuur.Api.Tests.People;

/// <summary>A cell that computes.</summary>
internal sealed record Computed(string Formula, string Shows);

/// <summary>Excel workbooks, made by Microsoft's own library, and by hand where they are to be wrong.</summary>
internal static class Workbook
{
    /// <summary>Cells are text, whole numbers, dates (as Excel holds them: days) or formulas; null leaves one out.</summary>
    public static byte[] Of(IEnumerable<object?[]> rows, bool shared = false, bool dates1904 = false)
    {
        using var file = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            workbook.Workbook = new DocumentFormat.OpenXml.Spreadsheet.Workbook(
                new WorkbookProperties { Date1904 = dates1904 },
                new Sheets(
                    new Sheet { Name = "Kandidaten", SheetId = 1, Id = "rId1" },
                    new Sheet { Name = "Iets anders", SheetId = 2, Id = "rId2" }));
            var strings = shared ? workbook.AddNewPart<SharedStringTablePart>() : null;
            if (strings is not null)
            {
                strings.SharedStringTable = new SharedStringTable();
            }

            var zero = dates1904 ? new DateOnly(1904, 1, 1) : new DateOnly(1899, 12, 30);
            workbook.AddNewPart<WorksheetPart>("rId1").Worksheet = new Worksheet(new SheetData(rows.Select((row, index) => RowOf(row, index + 1, strings?.SharedStringTable, zero))));
            workbook.AddNewPart<WorksheetPart>("rId2").Worksheet = new Worksheet(new SheetData(RowOf(["een ander blad"], 1, null, zero)));
        }

        return file.ToArray();
    }

    /// <summary>A zip archive of these parts, and nothing that makes them fit together.</summary>
    public static byte[] Zip(params (string Name, string Content)[] parts)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in parts)
            {
                using var entry = new StreamWriter(archive.CreateEntry(name).Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
                entry.Write(content);
            }
        }

        return file.ToArray();
    }

    /// <summary>The least that is a workbook, with this as its sheet.</summary>
    public static byte[] WithSheet(string sheet, string? sharedStrings = null) => Zip(
    [
        ("xl/workbook.xml", """<workbook xmlns:r="urn:r"><sheets><sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>"""),
        ("xl/_rels/workbook.xml.rels", """<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>"""),
        ("xl/worksheets/sheet1.xml", sheet),
        .. sharedStrings is null ? [] : new[] { ("xl/sharedStrings.xml", sharedStrings) },
    ]);

    private static Row RowOf(object?[] cells, int number, SharedStringTable? shared, DateOnly zero)
    {
        var row = new Row { RowIndex = (uint)number };
        foreach (var (column, value) in cells.Index().Where(cell => cell.Item is not null))
        {
            var cell = value switch
            {
                int whole => new DocumentFormat.OpenXml.Spreadsheet.Cell { CellValue = new CellValue(whole) },
                DateOnly date => new DocumentFormat.OpenXml.Spreadsheet.Cell { CellValue = new CellValue(date.DayNumber - zero.DayNumber) },
                Computed computed => new DocumentFormat.OpenXml.Spreadsheet.Cell
                {
                    CellFormula = new CellFormula(computed.Formula),
                    CellValue = new CellValue(computed.Shows),
                    DataType = CellValues.String,
                },
                string text when shared is not null => new DocumentFormat.OpenXml.Spreadsheet.Cell
                {
                    DataType = CellValues.SharedString,
                    CellValue = new CellValue(IndexOf(text, shared).ToString(CultureInfo.InvariantCulture)),
                },
                string text => new DocumentFormat.OpenXml.Spreadsheet.Cell { DataType = CellValues.InlineString, InlineString = new InlineString(TextOf(text)) },
                _ => throw new ArgumentException($"A cell of {value!.GetType()}.", nameof(cells)),
            };
            cell.CellReference = $"{(char)('A' + column)}{number}";
            row.Append(cell);
        }

        return row;
    }

    // As Excel does where a part of a text is bold: in runs.
    private static int IndexOf(string text, SharedStringTable shared)
    {
        var half = text.Length / 2;
        half -= half > 0 && char.IsLowSurrogate(text[half]) ? 1 : 0;
        shared.Append(new SharedStringItem(new Run(TextOf(text[..half])), new Run(TextOf(text[half..])), new PhoneticRun(TextOf("x")) { BaseTextStartIndex = 0, EndingBaseIndex = 1 }));
        return shared.ChildElements.Count - 1;
    }

    private static Text TextOf(string text) => new(text) { Space = SpaceProcessingModeValues.Preserve };
}
