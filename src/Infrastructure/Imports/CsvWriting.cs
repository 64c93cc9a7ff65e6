using CsvHelper;

namespace Cesuur.Infrastructure.Imports;

/// <summary>
/// CSV (RFC 4180) that spreadsheet programs open as it is meant: marked as UTF-8, and with an apostrophe before every
/// cell that they would compute instead of show. Every CSV file that is given out is written here.
/// </summary>
public static class CsvWriting
{
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape, InjectionEscape = '\'' };

    public static byte[] Write(IEnumerable<IReadOnlyList<string?>> rows)
    {
        using var file = new MemoryStream();
        file.Write(System.Text.Encoding.UTF8.Preamble);
        using (var csv = CsvWriter.Create(file, Options, leaveOpen: true))
        {
            foreach (var row in rows)
            {
                foreach (var cell in row)
                {
                    csv.WriteField(cell ?? "");
                }

                csv.EndRecord();
            }
        }

        return file.ToArray();
    }
}
