using System.Buffers.Binary;
using System.Text;

namespace Cesuur.Api.Tests.AccountRequests;

/// <summary>The smallest of each kind of document, and what only looks like one.</summary>
internal static class Documents
{
    public static byte[] Pdf(int padding = 0)
    {
        var body = $"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n{new string('%', padding)}\n";
        return Encoding.Latin1.GetBytes($"{body}xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Root 1 0 R >>\nstartxref\n{body.Length}\n%%EOF\n");
    }

    public static byte[] Png { get; } =
    [
        0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A,
        .. Chunk("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]), .. Chunk("IDAT", [0x78, 0x9C, 0x63, 0x00, 0x00, 0x00, 0x02, 0x00, 0x01]), .. Chunk("IEND", []),
    ];

    public static byte[] Jpeg { get; } =
    [
        0xFF, 0xD8, .. Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]), .. Segment(0xC0, [8, 0, 1, 0, 1, 1, 1, 0x11, 0]),
        .. Segment(0xDA, [1, 1, 0, 0, 0x3F, 0]), 0x2A, 0xFF, 0xD9,
    ];

    public static byte[] Chunk(string name, byte[] content)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        return [.. length, .. Encoding.ASCII.GetBytes(name), .. content, 0, 0, 0, 0];
    }

    public static byte[] Segment(byte marker, byte[] content)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(content.Length + 2));
        return [0xFF, marker, .. length, .. content];
    }
}
