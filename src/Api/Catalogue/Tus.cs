using System.Globalization;
using System.Text;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Api.Catalogue;

/// <summary>The headers of tus 1.0.0, the protocol of resumable uploads: its core with creation, expiration and termination.</summary>
internal static class Tus
{
    public const string ContentType = "application/offset+octet-stream";
    public const string VersionHeader = "Tus-Resumable";
    public const string OffsetHeader = "Upload-Offset";
    public const string LengthHeader = "Upload-Length";
    public const string DeferLengthHeader = "Upload-Defer-Length";
    public const string MetadataHeader = "Upload-Metadata";
    public const string ExpiresHeader = "Upload-Expires";

    /// <summary>Ours: the id of what the upload became, when its last byte has come.</summary>
    public const string MediaHeader = "Cesuur-Media";

    private const string Version = "1.0.0";

    /// <summary>What a script of another site may read of the answers.</summary>
    public static readonly string[] Headers =
        [VersionHeader, "Tus-Version", "Tus-Max-Size", "Tus-Extension", OffsetHeader, LengthHeader, DeferLengthHeader, MetadataHeader, ExpiresHeader, MediaHeader];

    /// <summary>Every answer says which version is spoken, problems too, which begin with no headers.</summary>
    public static void Speak(HttpContext http) => http.Response.OnStarting(() =>
    {
        http.Response.Headers[VersionHeader] = Version;
        if (http.Response.StatusCode == StatusCodes.Status412PreconditionFailed)
        {
            http.Response.Headers["Tus-Version"] = Version;
        }

        return Task.CompletedTask;
    });

    /// <exception cref="DomainException"><c>tus_version_unsupported</c></exception>
    public static void RequireVersion(HttpContext http)
    {
        if (http.Request.Headers[VersionHeader] != Version)
        {
            throw new DomainException(MediaErrors.TusVersion, $"Version {Version} is spoken.");
        }
    }

    public static void Offer(HttpResponse response)
    {
        response.Headers["Tus-Version"] = Version;
        response.Headers["Tus-Max-Size"] = MediaUpload.MaxLength.ToString(CultureInfo.InvariantCulture);
        response.Headers["Tus-Extension"] = "creation,expiration,termination";
    }

    public static void ShowState(HttpResponse response, MediaUpload upload)
    {
        response.Headers[OffsetHeader] = upload.Received.ToString(CultureInfo.InvariantCulture);
        response.Headers[ExpiresHeader] = upload.ExpiresAt.ToString("R", CultureInfo.InvariantCulture);
        if (upload.MediaId is { } media)
        {
            response.Headers[MediaHeader] = media.ToString();
        }
    }

    /// <summary>Names with values in base64, with commas between.</summary>
    /// <exception cref="DomainException"><c>upload_metadata_invalid</c></exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string? header)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split(' ', 2, StringSplitOptions.TrimEntries);
            var value = new byte[parts[^1].Length];
            var length = 0;
            if ((parts.Length == 2 && !Convert.TryFromBase64String(parts[1], value, out length)) || !metadata.TryAdd(parts[0], Encoding.UTF8.GetString(value, 0, length)))
            {
                throw new DomainException(MediaErrors.UploadMetadata, $"The value of {parts[0]} is not base64, or it is there twice.");
            }
        }

        return metadata;
    }
}
