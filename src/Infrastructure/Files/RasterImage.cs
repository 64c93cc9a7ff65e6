using System.Buffers.Binary;

namespace Cesuur.Infrastructure.Files;

/// <summary>A PNG, JPEG, GIF or WebP whose parts hang together as its format has it, and its size in pixels.</summary>
internal sealed record RasterImage(string ContentType, int Width, int Height)
{
    /// <summary>Chunks, segments and bytes of padding that are gone through; no picture that a browser shows has as many.</summary>
    private const int MaxSteps = 100_000;

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Null for what is none of the four. The stream can seek.</summary>
    public static RasterImage? Read(Stream content)
    {
        Span<byte> start = stackalloc byte[12];
        content.ReadAt(0, start);
        var image = start switch
        {
            _ when start.StartsWith(PngSignature) => ReadPng(content),
            _ when start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) => ReadJpeg(content),
            _ when start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8) => ReadGif(content),
            _ when start.StartsWith("RIFF"u8) && start[8..].SequenceEqual("WEBP"u8) => ReadWebP(content),
            _ => null,
        };
        return image is { Width: > 0, Height: > 0 } ? image : null;
    }

    // Chunks of a length, a name and a checksum: the header with width and height, then others, until the one that ends it.
    private static RasterImage? ReadPng(Stream content)
    {
        Span<byte> chunk = stackalloc byte[16];
        RasterImage? image = null;
        long at = PngSignature.Length;
        for (var step = 0; step < MaxSteps && content.ReadAt(at, chunk) >= 8; step++)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            var name = chunk[4..8];
            if (image is null)
            {
                if (length != 13 || !name.SequenceEqual("IHDR"u8))
                {
                    return null;
                }

                image = new RasterImage("image/png", BinaryPrimitives.ReadInt32BigEndian(chunk[8..]), BinaryPrimitives.ReadInt32BigEndian(chunk[12..]));
            }

            at += 12 + length;
            if (name.SequenceEqual("IEND"u8))
            {
                return length == 0 && at <= content.Length ? image : null;
            }
        }

        return null;
    }

    // Segments of a marker and a length: somewhere a frame with height and width, and after it the image itself.
    private static RasterImage? ReadJpeg(Stream content)
    {
        Span<byte> segment = stackalloc byte[9];
        RasterImage? image = null;
        long at = 2;
        for (var step = 0; step < MaxSteps && content.ReadAt(at, segment) == segment.Length; step++)
        {
            var marker = segment[1];
            var length = BinaryPrimitives.ReadUInt16BigEndian(segment[2..]);
            if (segment[0] != 0xFF || length < 2)
            {
                return null;
            }

            switch (marker)
            {
                case 0xFF: // one byte of padding
                    at++;
                    continue;
                case 0xDA:
                    return at + 2 + length < content.Length ? image : null;
                case >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC):
                    image = new RasterImage("image/jpeg", BinaryPrimitives.ReadUInt16BigEndian(segment[7..]), BinaryPrimitives.ReadUInt16BigEndian(segment[5..]));
                    break;
                case < 0xC0 or (>= 0xD0 and <= 0xD9):
                    return null;
            }

            at += 2 + length;
        }

        return null;
    }

    // The size of the screen, and at the very end the trailer.
    private static RasterImage? ReadGif(Stream content)
    {
        Span<byte> screen = stackalloc byte[13];
        Span<byte> trailer = stackalloc byte[1];
        return content.ReadAt(0, screen) == screen.Length && content.ReadAt(content.Length - 1, trailer) == 1 && trailer[0] == ';'
            ? new RasterImage("image/gif", BinaryPrimitives.ReadUInt16LittleEndian(screen[6..]), BinaryPrimitives.ReadUInt16LittleEndian(screen[8..]))
            : null;
    }

    // RIFF with the length of the rest; the first chunk tells which of the three ways it is coded, and each its size.
    private static RasterImage? ReadWebP(Stream content)
    {
        Span<byte> start = stackalloc byte[30];
        if (content.ReadAt(0, start) < start.Length || BinaryPrimitives.ReadUInt32LittleEndian(start[4..]) + 8L > content.Length)
        {
            return null;
        }

        var name = start[12..16];
        var data = start[20..];
        if (name.SequenceEqual("VP8X"u8))
        {
            return WebP(1 + data[4] + (data[5] << 8) + (data[6] << 16), 1 + data[7] + (data[8] << 8) + (data[9] << 16));
        }

        if (name.SequenceEqual("VP8L"u8) && data[0] == 0x2F)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            return WebP(1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));
        }

        return name.SequenceEqual("VP8 "u8) && data[3..6].SequenceEqual((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A])
            ? WebP(BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF)
            : null;
    }

    private static RasterImage WebP(int width, int height) => new("image/webp", width, height);
}
