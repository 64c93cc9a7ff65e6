using System.Globalization;
using System.Text;
using Cesuur.Domain;
using Cesuur.Domain.People;

namespace Cesuur.Infrastructure.Imports;

/// <summary>
/// Reads the first sheet of an Excel workbook (ECMA-376) as a stream. What the sheet says of its own size is not
/// believed; a workbook with macros is not read.
/// </summary>
public sealed class XlsxTable : IDisposable
{
    private const string Workbook = "xl/workbook.xml";
    private const string WorkbookRelations = "xl/_rels/workbook.xml.rels";
    private const string SharedStrings = "xl/sharedStrings.xml";
    private const double ExactlyHeld = 1e15;

    private readonly BoundedXml _sheet;
    private readonly IReadOnlyList<string> _shared;
    private readonly StringBuilder _text = new();
    private int _line;

    private XlsxTable(BoundedXml sheet, IReadOnlyList<string> shared)
    {
        _sheet = sheet;
        _shared = shared;
    }

    public static bool IsWorkbook(BoundedArchive archive) => archive.Has(Workbook);

    /// <exception cref="DomainException"><c>import_file_unreadable</c>, <c>import_too_much</c>, also while the rows are read.</exception>
    public static Table Open(BoundedArchive archive)
    {
        RequireNoMacros(archive);
        var (relation, dates1904) = ReadWorkbook(archive);
        return new Table(Read(archive, SheetOf(archive, relation)), dates1904 ? new DateOnly(1904, 1, 1) : new DateOnly(1899, 12, 30));
    }

    public static void RequireNoMacros(BoundedArchive archive)
    {
        if (archive.HasAny(name => name.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)))
        {
            throw BoundedArchive.Unreadable("The workbook has macros; save it as .xlsx.");
        }
    }

    public void Dispose() => _sheet.Dispose();

    private static IEnumerable<TableRow> Read(BoundedArchive archive, string sheet)
    {
        using var table = new XlsxTable(new BoundedXml(archive.OpenEntry(sheet)), ReadShared(archive));
        while (table.ReadRow() is { } row)
        {
            if (row.Cells.Any(cell => cell.Text.Length > 0 || cell.Kind == CellKind.Formula))
            {
                yield return row;
            }
        }
    }

    private static (string Relation, bool Dates1904) ReadWorkbook(BoundedArchive archive)
    {
        using var xml = new BoundedXml(archive.OpenEntry(Workbook));
        var dates1904 = false;
        while (xml.Read())
        {
            if (xml is { IsStart: true, Name: "workbookPr" })
            {
                dates1904 = xml["date1904"] is "1" or "true";
            }

            if (xml is { IsStart: true, Name: "sheet" })
            {
                return (xml.Relation ?? "", dates1904);
            }
        }

        throw BoundedArchive.Unreadable("The workbook has no sheet.");
    }

    private static string SheetOf(BoundedArchive archive, string relation)
    {
        using var xml = new BoundedXml(archive.OpenEntry(WorkbookRelations));
        while (xml.Read())
        {
            if (xml is { IsStart: true, Name: "Relationship" } && xml["Id"] == relation && xml["TargetMode"] != "External" && xml["Target"] is { } target)
            {
                return target.StartsWith('/') ? target[1..] : "xl/" + target;
            }
        }

        throw BoundedArchive.Unreadable("The workbook's first sheet is not in it.");
    }

    private static List<string> ReadShared(BoundedArchive archive)
    {
        var strings = new List<string>();
        if (!archive.Has(SharedStrings))
        {
            return strings;
        }

        using var xml = new BoundedXml(archive.OpenEntry(SharedStrings));
        var text = new StringBuilder();
        var total = 0;
        while (xml.Read())
        {
            if (xml is { IsStart: true, Name: "si" })
            {
                ReadText(xml, text.Clear(), "si");
                strings.Add(text.ToString());
                total += text.Length + IntPtr.Size * 4; // an empty string takes its place too
                if (total > ImportLimits.SharedText)
                {
                    throw new DomainException(ImportErrors.FileTooMuch, "The workbook holds too much text.");
                }
            }
        }

        return strings;
    }

    /// <summary>The text of all runs up to the end of an element; not how it is pronounced, which Japanese workbooks add.</summary>
    private static void ReadText(BoundedXml xml, StringBuilder text, string element)
    {
        if (xml.IsEmpty)
        {
            return;
        }

        var (inText, inPhonetic) = (false, false);
        while (xml.Read() && !(xml.IsEnd && xml.Name == element))
        {
            if (xml.IsStart || xml.IsEnd)
            {
                inText = xml is { IsStart: true, Name: "t", IsEmpty: false };
                inPhonetic = xml.Name == "rPh" ? xml is { IsStart: true, IsEmpty: false } : inPhonetic;
            }
            else if (inText && !inPhonetic)
            {
                xml.AppendText(text, ImportLimits.CellLength + 1);
            }
        }
    }

    private TableRow? ReadRow()
    {
        while (_sheet.Read())
        {
            if (_sheet is { IsStart: true, Name: "row" })
            {
                _line = int.TryParse(_sheet["r"], CultureInfo.InvariantCulture, out var number) ? number : _line + 1;
                return new TableRow(_line, ReadCells());
            }
        }

        return null;
    }

    private List<Cell> ReadCells()
    {
        var cells = new List<Cell>();
        if (_sheet.IsEmpty)
        {
            return cells;
        }

        while (_sheet.Read() && _sheet is not { IsEnd: true, Name: "row" })
        {
            if (_sheet is not { IsStart: true, Name: "c" })
            {
                continue;
            }

            var column = _sheet["r"] is { } reference ? ColumnOf(reference) : cells.Count;
            if (column >= ImportLimits.Columns)
            {
                throw new DomainException(ImportErrors.FileTooMuch, $"Row {_line} has more than {ImportLimits.Columns} cells.");
            }

            while (cells.Count < column)
            {
                cells.Add(new Cell(""));
            }

            var cell = ReadCell(_sheet["t"]);
            if (column < cells.Count)
            {
                throw BoundedArchive.Unreadable($"Row {_line} has the same cell twice.");
            }

            cells.Add(cell);
        }

        return cells;
    }

    private Cell ReadCell(string? type)
    {
        _text.Clear();
        if (_sheet.IsEmpty)
        {
            return new Cell("");
        }

        var (formula, inValue) = (false, false);
        while (_sheet.Read() && _sheet is not { IsEnd: true, Name: "c" })
        {
            if (_sheet is { IsStart: true, Name: "is" })
            {
                ReadText(_sheet, _text, "is");
            }
            else if (_sheet.IsStart || _sheet.IsEnd)
            {
                formula |= _sheet.Name == "f";
                inValue = _sheet is { IsStart: true, Name: "v", IsEmpty: false };
            }
            else if (inValue)
            {
                _sheet.AppendText(_text, ImportLimits.CellLength + 1);
            }
        }

        var value = _text.ToString();
        return formula ? new Cell(value, CellKind.Formula) : type switch
        {
            "s" => new Cell(SharedAt(value)),
            "d" => new Cell(value.Split('T')[0]),
            null or "n" => new Cell(Number(value), CellKind.Number),
            _ => new Cell(value),
        };
    }

    private string SharedAt(string index) =>
        int.TryParse(index, CultureInfo.InvariantCulture, out var at) && at >= 0 && at < _shared.Count
            ? _shared[at]
            : throw BoundedArchive.Unreadable($"A cell of row {_line} refers to a text that is not there.");

    /// <summary>A candidate's number that was typed as one is stored as 1001, 1001.0 or 1.001E3.</summary>
    private static string Number(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < ExactlyHeld
        && number == Math.Truncate(number)
            ? ((long)number).ToString(CultureInfo.InvariantCulture)
            : value;

    /// <summary>Counted from 0: A1 is 0, AA7 is 26.</summary>
    private static int ColumnOf(string reference)
    {
        var column = 0;
        foreach (var letter in reference.TakeWhile(char.IsAsciiLetterUpper).Take(4))
        {
            column = column * 26 + (letter - 'A' + 1);
        }

        return column - 1 is var found and >= 0 ? found : throw BoundedArchive.Unreadable("A cell of the workbook has no place.");
    }
}
