using System.Buffers.Binary;
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
    private const int TailLength = 2048;

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The content type, or null for what is none of the three. The stream can seek.</summary>
    public static string? TypeOf(Stream content)
    {
        Span<byte> start = stackalloc byte[8];
        return Read(content, 0, start) switch
        {
            _ when start.StartsWith("%PDF-"u8) => IsPdf(content, start) ? "application/pdf" : null,
            _ when start.SequenceEqual(PngSignature) => IsPng(content) ? "image/png" : null,
            _ when start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) => IsJpeg(content) ? "image/jpeg" : null,
            _ => null,
        };
    }

    // A version, and at the end the place of the table from which a reader finds everything else.
    private static bool IsPdf(Stream content, ReadOnlySpan<byte> start)
    {
        var tail = new byte[(int)Math.Min(TailLength, content.Length)];
        Read(content, content.Length - tail.Length, tail);
        var text = Encoding.Latin1.GetString(tail);
        var at = text.LastIndexOf("startxref", StringComparison.Ordinal);
        var end = at < 0 ? -1 : text.IndexOf("%%EOF", at, StringComparison.Ordinal);
        return char.IsAsciiDigit((char)start[5]) && start[6] == '.' && char.IsAsciiDigit((char)start[7])
            && end > 0
            && long.TryParse(text[(at + "startxref".Length)..end].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var table)
            && table > 0 && table < content.Length;
    }

    // Chunks of a length, a name and a checksum: the header with width and height, then others, until the one that ends it.
    private static bool IsPng(Stream content)
    {
        Span<byte> chunk = stackalloc byte[16];
        for (long at = PngSignature.Length; Read(content, at, chunk) >= 8;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            var name = chunk[4..8];
            if (at == PngSignature.Length)
            {
                var isHeader = length == 13 && name.SequenceEqual("IHDR"u8)
                    && BinaryPrimitives.ReadInt32BigEndian(chunk[8..]) > 0 && BinaryPrimitives.ReadInt32BigEndian(chunk[12..]) > 0;
                if (!isHeader)
                {
                    return false;
                }
            }

            at += 12 + length;
            if (name.SequenceEqual("IEND"u8))
            {
                return length == 0 && at <= content.Length;
            }
        }

        return false;
    }

    // Segments of a marker and a length: somewhere a frame with height and width, and after it the image itself.
    private static bool IsJpeg(Stream content)
    {
        Span<byte> segment = stackalloc byte[9];
        var hasFrame = false;
        for (long at = 2; Read(content, at, segment) == segment.Length;)
        {
            var marker = segment[1];
            var length = BinaryPrimitives.ReadUInt16BigEndian(segment[2..]);
            if (segment[0] != 0xFF || length < 2)
            {
                return false;
            }

            switch (marker)
            {
                case 0xFF: // one byte of padding
                    at++;
                    continue;
                case 0xDA:
                    return hasFrame && at + 2 + length < content.Length;
                case >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC):
                    hasFrame = BinaryPrimitives.ReadUInt16BigEndian(segment[5..]) > 0 && BinaryPrimitives.ReadUInt16BigEndian(segment[7..]) > 0;
                    break;
                case < 0xC0 or (>= 0xD0 and <= 0xD9):
                    return false;
            }

            at += 2 + length;
        }

        return false;
    }

    private static int Read(Stream content, long at, Span<byte> into)
    {
        into.Clear();
        content.Position = at;
        return content.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);
    }
}
