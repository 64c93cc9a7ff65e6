using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Cesuur.Infrastructure.Imports;

/// <summary>A sheet of text.</summary>
public sealed record TextSheet(string Name, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>Excel workbooks (ECMA-376) of text alone, so that no cell is computed.</summary>
public static class XlsxWriting
{
    public static byte[] Write(params TextSheet[] sheets)
    {
        using var file = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            workbook.Workbook = new Workbook(new Sheets(
                sheets.Select((sheet, index) => new Sheet { Name = sheet.Name, SheetId = (uint)index + 1, Id = $"rId{index + 1}" })));
            for (var index = 0; index < sheets.Length; index++)
            {
                workbook.AddNewPart<WorksheetPart>($"rId{index + 1}").Worksheet = new Worksheet(new SheetData(sheets[index].Rows.Select(row =>
                    new Row(row.Select(text => new DocumentFormat.OpenXml.Spreadsheet.Cell(new InlineString(new Text(text))) { DataType = CellValues.InlineString })))));
            }
        }

        return file.ToArray();
    }
}
