using System.Text;
using Cesuur.Infrastructure.Files;

namespace Cesuur.Api.Tests.AccountRequests;

public sealed class DocumentContentTests
{
    public static TheoryData<string, byte[], string> Accepted => new()
    {
        { "pdf", Documents.Pdf(), "application/pdf" },
        { "pdf with a tail", [.. Documents.Pdf(), .. "\r\n"u8], "application/pdf" },
        { "long pdf", Documents.Pdf(padding: 50_000), "application/pdf" },
        { "png", Documents.Png, "image/png" },
        { "jpeg", Documents.Jpeg, "image/jpeg" },
        { "jpeg with padding", [.. Documents.Jpeg[..2], 0xFF, 0xFF, .. Documents.Jpeg[2..]], "image/jpeg" },
    };

    public static TheoryData<string, byte[]> Refused => new()
    {
        { "nothing", [] },
        { "text", "Geachte heer"u8.ToArray() },
        { "program", [.. "MZ"u8, 0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0] },
        { "elf", [0x7F, .. "ELF"u8, 2, 1, 1, 0] },
        { "zip", [.. "PK"u8, 3, 4, .. new byte[40]] },
        { "html", "<!doctype html><script>alert(1)</script>"u8.ToArray() },
        { "svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>"u8.ToArray() },
        { "gif", "GIF89a"u8.ToArray() },
        { "head of a pdf before a page", "%PDF-1.7\n<html><script>alert(1)</script></html>"u8.ToArray() },
        { "pdf that breaks off", Documents.Pdf(padding: 5000)[..3000] },
        { "pdf whose table is past its end", Encoding.Latin1.GetBytes("%PDF-1.7\nstartxref\n99999\n%%EOF") },
        { "pdf behind something else", [.. "GIF89a"u8, .. Documents.Pdf()] },
        { "head of a png", Documents.Png[..8] },
        { "head of a png before a page", [.. Documents.Png[..8], .. "<html><script>alert(1)</script></html>"u8] },
        { "png that breaks off", Documents.Png[..^12] },
        { "png whose last part is too short", Documents.Png[..^1] },
        { "png of no width", [.. Documents.Png[..16], 0, 0, 0, 0, .. Documents.Png[20..]] },
        { "png of a part that is longer than the file", [.. Documents.Png[..8], .. Documents.Chunk("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]), 0xFF, 0xFF, 0xFF, 0xFF, .. "IEND"u8] },
        { "head of a jpeg before a page", [0xFF, 0xD8, 0xFF, .. "<script>alert(1)</script>"u8] },
        { "jpeg that breaks off", Documents.Jpeg[..24] },
        { "jpeg without a frame", [0xFF, 0xD8, .. Documents.Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]), .. Documents.Segment(0xDA, [1, 1, 0, 0, 0x3F, 0]), 0x2A, 0xFF, 0xD9] },
        { "jpeg without an image", [0xFF, 0xD8, .. Documents.Segment(0xC0, [8, 0, 1, 0, 1, 1, 1, 0x11, 0]), 0xFF, 0xD9, .. new byte[10]] },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void A_document_is_known_by_its_content(string what, byte[] content, string type) =>
        Assert.Equal((what, type), (what, DocumentContent.TypeOf(new MemoryStream(content))));

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_not_a_whole_document_is_none(string what, byte[] content) =>
        Assert.Equal((what, null), (what, DocumentContent.TypeOf(new MemoryStream(content))));
}
