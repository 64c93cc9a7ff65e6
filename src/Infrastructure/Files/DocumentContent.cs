using System.Globalization;
using System.Text;

namespace Cesuur.Infrastructure.Files;

/// <summary>
/// What a document is by its content, whatever its name says: a PDF, a PNG or a JPEG whose parts hang together as its
/// format has it. That keeps out what merely begins like one. It is not a search for malice: documents are handed on
/// as downloads and are opened by nothing here.
/// </summary>
public static class DocumentContent
{
    public const string Pdf = "application/pdf";

    private const int TailLength = 2048;

    /// <summary>The content type, or null for what is none of the three. The stream can seek.</summary>
    public static string? TypeOf(Stream content)
    {
        if (IsPdf(content))
        {
            return Pdf;
        }

        return RasterImage.Read(content) is { ContentType: "image/png" or "image/jpeg" } image ? image.ContentType : null;
    }

    // A version, and at the end the place of the table from which a reader finds everything else.
    private static bool IsPdf(Stream content)
    {
        Span<byte> start = stackalloc byte[8];
        content.ReadAt(0, start);
        if (!start.StartsWith("%PDF-"u8))
        {
            return false;
        }

        var tail = new byte[(int)Math.Min(TailLength, content.Length)];
        content.ReadAt(content.Length - tail.Length, tail);
        var text = Encoding.Latin1.GetString(tail);
        var at = text.LastIndexOf("startxref", StringComparison.Ordinal);
        var end = at < 0 ? -1 : text.IndexOf("%%EOF", at, StringComparison.Ordinal);
        return char.IsAsciiDigit((char)start[5]) && start[6] == '.' && char.IsAsciiDigit((char)start[7])
            && end > 0
            && long.TryParse(text[(at + "startxref".Length)..end].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var table)
            && table > 0 && table < content.Length;
    }
}
