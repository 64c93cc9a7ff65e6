using System.Text.Json;
using System.Text.Json.Serialization;
using Cesuur.Domain;

namespace Cesuur.Infrastructure.Files;

/// <summary>What ffprobe finds in a file; numbers of seconds are text, as it writes them.</summary>
internal sealed record ProbedFile
{
    public IReadOnlyList<ProbedStream> Streams { get; init; } = [];

    public ProbedFormat? Format { get; init; }
}

internal sealed record ProbedFormat
{
    public string? Duration { get; init; }
}

internal sealed record ProbedStream
{
    [JsonPropertyName("codec_type")]
    public string? Type { get; init; }

    [JsonPropertyName("codec_name")]
    public string? Codec { get; init; }

    [JsonPropertyName("pix_fmt")]
    public string? PixelFormat { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public ProbedDisposition? Disposition { get; init; }

    /// <summary>The picture on the sleeve of a record, which nobody plays.</summary>
    [JsonIgnore]
    public bool IsCover => Disposition?.AttachedPicture == 1;
}

internal sealed record ProbedDisposition
{
    [JsonPropertyName("attached_pic")]
    public int AttachedPicture { get; init; }
}

/// <summary>ffprobe, since what strangers send is not what they say.</summary>
/// <param name="program">Its name or path; empty: it is not to be used.</param>
public sealed class Ffprobe(string program) : IDisposable
{
    private const int MaxOutput = 64 * 1024;
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    private readonly MediaProgram _program = new(program, atOnce: 4, TimeSpan.FromSeconds(20));

    public bool IsThere => _program.IsThere;

    public void Dispose() => _program.Dispose();

    /// <summary>Null: it makes nothing of the file, or not within its memory.</summary>
    /// <exception cref="DomainException"><c>media_not_examined</c>: not within its time, which a busy machine may be to blame for</exception>
    internal async Task<ProbedFile?> ReadAsync(string path, string demuxer, CancellationToken cancel)
    {
        var output = await _program.RunAsync(
            [
                "-v", "quiet", "-protocol_whitelist", "file", "-f", demuxer, "-print_format", "json",
                "-show_entries", "format=duration:stream=codec_type,codec_name,pix_fmt,width,height:stream_disposition=attached_pic",
                "-i", "file:" + path,
            ],
            process => process.StandardOutput, MaxOutput, cancel);
        return output is null ? null : JsonSerializer.Deserialize<ProbedFile>(output, Options);
    }
}
