using System.Buffers;
using System.Text;
using Cesuur.Domain;
using Cesuur.Infrastructure.Imports;

namespace Cesuur.Api.Tests.People;

/// <summary>What other programs write is read as they meant it.</summary>
public sealed class ImportReadingTests
{
    private const string Letters = "abcABC éëïØß€ŸŽ 'ij-.0189";
    private const string Specials = "\",;|\n\t=";
    private static readonly SearchValues<char> Special = SearchValues.Create("\",;\n");
    private const string Beyond = "ćłőشيא漢字😀";

    public static TheoryData<string, char> Ways() => new()
    {
        { "utf-8", ',' }, { "utf-8", ';' }, { "utf-8-bom", ',' }, { "utf-8-bom", ';' }, { "windows-1252", ',' }, { "windows-1252", ';' },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Random_rows_are_read_as_they_were_written(string encoding, char delimiter)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var rows = RandomRows(new Random(seed), Letters + Specials + (encoding == "windows-1252" ? "" : Beyond));
            rows[0] = [.. rows[0].Select((_, column) => $"kolom {column}")]; // the delimiter is seen in the header
            rows[1][0] = "éé" + rows[1][0]; // two bytes of Windows-1252 that are no UTF-8

            var read = CsvTable.Open(new MemoryStream(Written(rows, encoding, delimiter))).Rows.ToList();

            Assert.Equal(rows, read.Select(row => row.Cells.Select(cell => cell.Text).ToArray()));
            var line = 1;
            foreach (var (row, was) in read.Zip(rows))
            {
                Assert.Equal(line, row.Line);
                line += 1 + was.Sum(cell => cell.Count(c => c == '\n'));
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Random_rows_of_a_workbook_are_read_as_they_were_written(bool shared)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var rows = RandomRows(new Random(seed), Letters + "\",;|\n\t=" + Beyond);
            using var archive = BoundedArchive.Open(new MemoryStream(Workbook.Of(rows.Select(row => row.ToArray<object?>()), shared)));

            var read = XlsxTable.Open(archive).Rows.ToList();

            Assert.Equal(rows, read.Select(row => row.Cells.Select(cell => cell.Text).ToArray()));
            Assert.Equal(Enumerable.Range(1, rows.Count), read.Select(row => row.Line));
        }
    }

    [Fact]
    public void Numbers_dates_and_formulas_of_a_workbook_are_told_apart()
    {
        using var archive = BoundedArchive.Open(new MemoryStream(Workbook.Of(
            [["naam", null, 1001, new DateOnly(2005, 3, 31), new Computed("A1&\"x\"", "naamx")]], dates1904: true)));

        var table = XlsxTable.Open(archive);

        Assert.Equal(new DateOnly(1904, 1, 1), table.DayZero);
        Assert.Equal(
            [new("naam"), new(""), new("1001", CellKind.Number), new("36980", CellKind.Number), new("naamx", CellKind.Formula)],
            Assert.Single(table.Rows).Cells);
    }

    [Theory]
    [InlineData("a\r\nb\rc\nd", 4, 4)] // every kind of new line
    [InlineData("a\n\n\n\nb\n\n", 2, 5)] // blank lines are none, and are counted
    [InlineData("\"a\r\n\r\nb\"\nc", 2, 4)]
    public void Lines_are_counted_as_an_editor_counts_them(string text, int rows, int lastLine)
    {
        var read = CsvTable.Read(new StringReader(text), ',').ToList();
        Assert.Equal((rows, lastLine), (read.Count, read[^1].Line));
    }

    [Fact]
    public void A_column_of_one_header_is_not_divided_by_what_stands_in_its_cells() =>
        Assert.Equal(["naam", "Jansen; Jan"], CsvTable.Open(new MemoryStream("naam\nJansen; Jan"u8.ToArray())).Rows.Select(row => Assert.Single(row.Cells).Text));

    [Theory]
    [InlineData("=1+1", true)]
    [InlineData("@SUM(A1)", true)]
    [InlineData("+cmd|' /C calc'!A0", true)]
    [InlineData("-2+3+cmd|' /C calc'!A0", true)]
    [InlineData("-afwezig", true)]
    [InlineData("-", false)]
    [InlineData("-12.5", false)]
    [InlineData("+31612345678", false)]
    [InlineData("Jan = Piet", false)]
    public void Formulas_are_known_by_their_beginning(string text, bool formula) => Assert.Equal(formula, Formulas.IsFormula(text));

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("-", "'-")]
    [InlineData("\tx", "'\tx")]
    [InlineData("Jan", "Jan")]
    [InlineData("a,b", "a,b")]
    [InlineData("zeg \"ja\"\n=nee", "zeg \"ja\"\n=nee")]
    public void What_is_written_comes_back_as_text_and_never_as_a_formula(string cell, string expected)
    {
        var written = CsvWriting.Write([["kop", "kop"], [cell, "x"]]);

        Assert.Equal(Encoding.UTF8.Preamble, written.AsSpan(0, 3));
        Assert.Equal([expected, "x"], CsvTable.Open(new MemoryStream(written)).Rows.Last().Cells.Select(read => read.Text));
    }

    [Theory]
    [InlineData("", 'x')] // a cell of ten megabytes
    [InlineData("\"", 'x')]
    [InlineData("\"", '"')]
    [InlineData("", ',')] // a row of ten million cells
    public void A_row_without_end_is_not_read_to_its_end(string start, char filling)
    {
        var text = new StringReader("naam\n" + start + new string(filling, 10_000_000));
        var refused = Assert.Throws<DomainException>(() => CsvTable.Read(text, ',').ToList());
        Assert.Equal("import_file_unreadable", refused.Error.Code);
        Assert.True(text.ReadToEnd().Length > 9_000_000);
    }

    private static List<string[]> RandomRows(Random random, string alphabet)
    {
        var letters = alphabet.EnumerateRunes().Select(rune => rune.ToString()).ToList();
        var width = random.Next(2, 6);
        return [.. Enumerable.Range(0, random.Next(2, 30)).Select(_ => Enumerable.Range(0, width).Select(column =>
            column == width - 1 ? "x" : string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => letters[random.Next(letters.Count)]))).ToArray())];
    }

    private static byte[] Written(IEnumerable<string[]> rows, string encoding, char delimiter)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var file = new MemoryStream();
        using (var text = new StreamWriter(file, encoding switch
        {
            "utf-8-bom" => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
            "utf-8" => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            _ => Encoding.GetEncoding(encoding, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback),
        }))
        {
            foreach (var row in rows)
            {
                text.Write(string.Join(delimiter, row.Select(cell => cell.AsSpan().ContainsAny(Special) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell)) + "\r\n");
            }
        }

        return file.ToArray();
    }
}
