using System.Text;
using CsvHelper;

namespace Cesuur.Infrastructure.Imports;

/// <summary>
/// CSV (RFC 4180) that spreadsheet programs open as it is meant: marked as UTF-8, and with an apostrophe before every
/// cell that they would compute instead of show. Every CSV file that is given out is written here.
/// </summary>
public static class CsvWriting
{
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape, InjectionEscape = '\'' };

    /// <summary>Numbers are written as they are: a spreadsheet shows a minus sign before digits.</summary>
    public static byte[] Write(IEnumerable<IReadOnlyList<object?>> rows)
    {
        using var file = new MemoryStream();
        file.Write(Encoding.UTF8.Preamble);
        using (var csv = CsvWriter.Create(file, Options, leaveOpen: true))
        {
            foreach (var row in rows)
            {
                Write(csv, row);
                csv.EndRecord();
            }
        }

        return file.ToArray();
    }

    /// <summary>However many rows there are, a few of them are in memory at a time.</summary>
    public static async Task WriteAsync(Stream file, IAsyncEnumerable<IReadOnlyList<object?>> rows, CancellationToken cancel)
    {
        await file.WriteAsync(Encoding.UTF8.Preamble.ToArray(), cancel);
        await using var csv = CsvWriter.Create(file, Options, leaveOpen: true);
        await foreach (var row in rows.WithCancellation(cancel))
        {
            Write(csv, row);
            await csv.EndRecordAsync(cancel);
        }
    }

    private static void Write(CsvWriter csv, IReadOnlyList<object?> row)
    {
        foreach (var cell in row)
        {
            csv.WriteField(cell ?? "");
        }
    }
}
