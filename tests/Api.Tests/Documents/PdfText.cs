using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Cesuur.Api.Tests.Documents;

internal static class PdfText
{
    /// <summary>What a reader finds on the pages, where the machine has poppler's pdftotext; else null.</summary>
    public static async Task<string?> ReadAsync(byte[] pdf)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, pdf);
            using var process = Process.Start(new ProcessStartInfo("pdftotext", ["-q", file, "-"])
            {
                RedirectStandardOutput = true,
                StandardOutputEncoding = Encoding.UTF8,
            })!;
            return await process.StandardOutput.ReadToEndAsync();
        }
        catch (Win32Exception)
        {
            return null;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
