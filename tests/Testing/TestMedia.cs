using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;

namespace Cesuur.Testing;

/// <summary>Files to upload, and uploading them.</summary>
public static class TestMedia
{
    /// <summary>Some seconds of speech: the samples' own.</summary>
    public static byte[] Mp3() => File.ReadAllBytes(Path.Combine(Repository.Root, "src", "Api", "Samples", "Content", "listening-a2", "media", "shop-1.mp3"));

    /// <summary>A PNG of this size with nothing to see in it.</summary>
    public static byte[] Png(int width = 3, int height = 2)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 1;
        return [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR", header), .. Chunk("IDAT", [0]), .. Chunk("IEND", [])];
    }

    /// <summary>A drawing with this in it.</summary>
    public static byte[] Svg(string content) =>
        Encoding.UTF8.GetBytes($"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="30">{content}</svg>""");

    public static byte[] Pdf() => "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n9\n%%EOF\n"u8.ToArray();

    /// <summary>A form with a file in it, and fields.</summary>
    public static MultipartFormDataContent Form(byte[] content, string? type, string name, params (string Name, string Value)[] fields)
    {
        var file = new ByteArrayContent(content);
        file.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        var form = new MultipartFormDataContent { { file, "file", name } };
        foreach (var (field, value) in fields)
        {
            form.Add(new StringContent(value), field);
        }

        return form;
    }

    /// <summary>Uploads a file; the answer may be a refusal.</summary>
    public static Task<Answer> UploadMediaAsync(this TestOrganisation publisher, byte[] content, string? type, string name = "file", params (string Name, string Value)[] fields) =>
        publisher.Admin.SendAsync(HttpMethod.Post, "/v1/media", Form(content, type, name, fields));

    /// <summary>The id of a new picture.</summary>
    public static async Task<string> MediaAsync(this TestOrganisation publisher) =>
        (await publisher.UploadMediaAsync(Png(), "image/png", "plaatje.png")).Expect(System.Net.HttpStatusCode.Created).Get("id");

    /// <summary>Adds a manual; the answer may be a refusal.</summary>
    public static Task<Answer> AddManualAsync(
        this TestOrganisation publisher, string test, string kind = "manual", string title = "Handleiding", string language = "nl", byte[]? content = null) =>
        publisher.Admin.SendAsync(HttpMethod.Post, $"/v1/tests/{test}/manuals", Form(
            content ?? Pdf(), "application/pdf", "handleiding.pdf", ("kind", kind), ("title", title), ("language", language)));

    /// <summary>Begins an upload in pieces; its path.</summary>
    public static async Task<string> BeginUploadAsync(this TestOrganisation publisher, long length, params (string Name, string Value)[] metadata)
    {
        var said = string.Join(',', metadata.Select(pair => $"{pair.Name} {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Value))}"));
        var begun = await publisher.Admin.SendAsync(
            HttpMethod.Post, "/v1/media/uploads", null, ("Tus-Resumable", "1.0.0"), ("Upload-Length", $"{length}"), ("Upload-Metadata", said));
        return begun.Expect(System.Net.HttpStatusCode.Created).Headers.Location!.ToString();
    }

    /// <summary>Sends a piece; the answer may be a refusal.</summary>
    public static Task<Answer> SendPieceAsync(this TestOrganisation publisher, string upload, long offset, byte[] piece)
    {
        var content = new ByteArrayContent(piece);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        return publisher.Admin.SendAsync(HttpMethod.Patch, upload, content, ("Tus-Resumable", "1.0.0"), ("Upload-Offset", $"{offset}"));
    }

    private static byte[] Chunk(string name, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        return [.. length, .. Encoding.ASCII.GetBytes(name), .. data, 0, 0, 0, 0]; // nobody here checks the checksum
    }
}
