using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;

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

/// <summary>
/// ffprobe in a process of its own, since it reads what strangers send: with a limit on its time, on its memory
/// where the system has <c>prlimit</c>, and on what it says; it opens no other file and no connection. A few at once.
/// </summary>
public sealed class Ffprobe : IDisposable
{
    private const int MaxOutput = 64 * 1024;
    private const long MaxMemory = 1L << 30;
    private const int MaxAtOnce = 4;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    private readonly string? _program;
    private readonly string? _limiter;
    private readonly SemaphoreSlim _turns = new(MaxAtOnce);

    /// <param name="program">Its name or path; empty: it is not to be used.</param>
    public Ffprobe(string program)
    {
        _program = Find(program);
        _limiter = OperatingSystem.IsLinux() ? Find("prlimit") : null;
    }

    public bool IsThere => _program is not null;

    public void Dispose() => _turns.Dispose();

    /// <summary>Null: it makes nothing of the file, or not within its memory.</summary>
    /// <exception cref="DomainException"><c>media_not_examined</c>: not within its time, which a busy machine may be to blame for</exception>
    internal async Task<ProbedFile?> ReadAsync(string path, string demuxer, CancellationToken cancel)
    {
        if (!await _turns.WaitAsync(Patience, cancel))
        {
            throw new DomainException(MediaErrors.NotExamined);
        }

        try
        {
            return await ProbeAsync(path, demuxer, cancel);
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task<ProbedFile?> ProbeAsync(string path, string demuxer, CancellationToken cancel)
    {
        using var process = Start(path, demuxer);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeLimit);
        try
        {
            process.StandardInput.Close();
            var output = new char[MaxOutput];
            var length = await process.StandardOutput.ReadBlockAsync(output, limit.Token);
            if (length == output.Length)
            {
                return null;
            }

            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? JsonSerializer.Deserialize<ProbedFile>(output.AsSpan(0, length), Options) : null;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new DomainException(MediaErrors.NotExamined);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private Process Start(string path, string demuxer)
    {
        List<string> arguments =
        [
            _program!, "-v", "quiet", "-protocol_whitelist", "file", "-f", demuxer, "-print_format", "json",
            "-show_entries", "format=duration:stream=codec_type,codec_name,pix_fmt,width,height:stream_disposition=attached_pic",
            "-i", "file:" + path,
        ];
        if (_limiter is not null)
        {
            arguments.InsertRange(0, [_limiter, $"--as={MaxMemory.ToString(CultureInfo.InvariantCulture)}", "--core=0", "--"]);
        }

        var start = new ProcessStartInfo(arguments[0], arguments.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start) ?? throw new Win32Exception("ffprobe did not start.");
        process.BeginErrorReadLine(); // or a full pipe would hold it up
        return process;
    }

    private static string? Find(string program)
    {
        if (program.Length == 0)
        {
            return null;
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var suffix = OperatingSystem.IsWindows() && !Path.HasExtension(program) ? ".exe" : "";
        return folders.Select(folder => Path.GetFullPath(Path.Combine(folder, program + suffix))).FirstOrDefault(File.Exists);
    }
}
