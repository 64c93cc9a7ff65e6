using System.Text;
using Cesuur.Domain;
using Cesuur.Domain.People;
using CsvHelper;

namespace Cesuur.Infrastructure.Imports;

/// <summary>Reads CSV (RFC 4180) as a stream, in which no row takes more than <see cref="RowSize"/>.</summary>
public sealed class CsvTable : IDisposable
{
    private const int RowSize = 256 * 1024;

    private readonly CsvReader _csv;

    // Not forgiving: what is made of a quote in the wrong place may be a cell that holds half the file.
    private CsvTable(TextReader text, char delimiter) => _csv = CsvReader.Create(
        text,
        new CsvReaderOptions
        {
            Separator = delimiter,
            HasHeader = false,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
            MaxRecordSize = RowSize,
        },
        leaveOpen: true);

    /// <summary>A file in any of the encodings and with any of the delimiters that schools export; which, its content tells.</summary>
    /// <exception cref="DomainException"><c>import_file_unreadable</c>, <c>import_too_much</c>, also while the rows are read.</exception>
    public static Table Open(Stream file)
    {
        var encoding = EncodingOf(file);
        file.Position = 0;
        var delimiter = DelimiterOf(new StreamReader(file, encoding, detectEncodingFromByteOrderMarks: true, leaveOpen: true));
        file.Position = 0;
        return new Table(Read(new StreamReader(file, encoding), delimiter));
    }

    /// <summary>The rows of a text whose delimiter is known.</summary>
    public static IEnumerable<TableRow> Read(TextReader text, char delimiter)
    {
        using var table = new CsvTable(text, delimiter);
        while (table.ReadRow() is { } row)
        {
            yield return row;
        }
    }

    public void Dispose() => _csv.Dispose();

    // What is not UTF-8 is taken for Windows-1252, in which every byte is a character.
    private static Encoding EncodingOf(Stream file)
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        var decoder = utf8.GetDecoder();
        var bytes = new byte[64 * 1024];
        var characters = new char[bytes.Length + 1];
        var isUtf8 = true;
        var first = true;
        var marked = false;
        for (int read; (read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)) > 0; first = false)
        {
            marked |= first && bytes is [0xEF, 0xBB, 0xBF, ..];
            if (bytes.AsSpan(0, read).Contains((byte)0) || first && bytes is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..])
            {
                throw Unreadable("The file is not text, or text in UTF-16; save it as UTF-8.");
            }

            try
            {
                decoder.GetChars(bytes, 0, read, characters, 0, flush: read < bytes.Length);
            }
            catch (DecoderFallbackException)
            {
                isUtf8 = false;
            }
        }

        return isUtf8 ? utf8
            : marked ? throw Unreadable("The text says that it is UTF-8, and is not.")
            : CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    }

    /// <summary>The one of which the header has more, outside its quotes.</summary>
    private static char DelimiterOf(TextReader text)
    {
        var (commas, semicolons, quoted, begun) = (0, 0, false, false);
        for (int c; (c = text.Read()) >= 0 && (quoted || !begun || c is not ('\r' or '\n'));)
        {
            begun |= c is not ('\r' or '\n');
            quoted ^= c == '"';
            commas += !quoted && c == ',' ? 1 : 0;
            semicolons += !quoted && c == ';' ? 1 : 0;
        }

        return semicolons > commas ? ';' : ',';
    }

    private TableRow? ReadRow()
    {
        try
        {
            if (!_csv.Read())
            {
                return null;
            }
        }
        catch (CsvFormatException e)
        {
            throw Unreadable($"The row that begins in line {e.LineNumber} is not CSV: it is quoted wrongly, or has no end.");
        }
        catch (DecoderFallbackException)
        {
            throw Unreadable("The text is not UTF-8.");
        }

        var line = checked((int)_csv.LineNumber);
        if (_csv.FieldCount > ImportLimits.Columns)
        {
            throw new DomainException(ImportErrors.FileTooMuch, $"The row in line {line} has more than {ImportLimits.Columns} cells.");
        }

        var cells = new Cell[_csv.FieldCount];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = new Cell(_csv.GetString(i).ReplaceLineEndings("\n"));
        }

        return new TableRow(line, cells);
    }

    private static DomainException Unreadable(string detail) => new(ImportErrors.FileUnreadable, detail);
}
