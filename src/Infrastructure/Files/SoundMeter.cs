using System.Globalization;
using System.Text.RegularExpressions;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Microsoft.Extensions.Logging;

namespace Cesuur.Infrastructure.Files;

/// <summary>
/// Listens to recordings by ffmpeg's volumedetect and silencedetect. How long they are is what was decoded: browsers
/// write no duration into what they record.
/// </summary>
public sealed partial class SoundMeter : IDisposable
{
    /// <summary>A line or two for every silence; what says more is no speech.</summary>
    private const int MaxOutput = 256 * 1024;

    /// <summary>More than any task has, so that a small file that unpacks to a day does not cost the time of one.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>What a container says of its duration is rounded.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    private readonly MediaProgram _ffmpeg;

    /// <param name="program">ffmpeg's name or path; empty: it is not to be used.</param>
    /// <param name="log">Where to say once that there is none.</param>
    public SoundMeter(string program, ILogger<SoundMeter> log)
    {
        // Half of the processors: a hall's recordings arrive together, and its answers must not wait for them.
        _ffmpeg = new MediaProgram(program, Math.Max(1, Environment.ProcessorCount / 2), TimeSpan.FromSeconds(30));
        if (!_ffmpeg.IsThere)
        {
            log.LogWarning("There is no ffmpeg: recordings are not measured");
        }
    }

    public void Dispose() => _ffmpeg.Dispose();

    /// <param name="file">A file of this machine, complete.</param>
    /// <param name="brokenOff">Whether its sender never said that it was complete.</param>
    /// <param name="speakingTime">How long there was to speak; null: there was no limit.</param>
    /// <param name="cancel">Whoever asks has gone.</param>
    /// <exception cref="DomainException"><c>media_not_examined</c>: not in time</exception>
    public async Task<SoundMeasurement> MeasureAsync(FileStream file, bool brokenOff, TimeSpan? speakingTime, CancellationToken cancel)
    {
        if (!_ffmpeg.IsThere)
        {
            return SoundMeasurement.NotMeasured;
        }

        var heard = MediaContainer.Of(file)?.Demuxer is { } demuxer ? await ListenAsync(file.Name, demuxer, cancel) : null;
        return SoundMeasurement.Of(heard, brokenOff, speakingTime);
    }

    private async Task<HeardSound?> ListenAsync(string path, string demuxer, CancellationToken cancel)
    {
        var said = await _ffmpeg.RunAsync(
            [
                "-hide_banner", "-nostdin", "-nostats", "-protocol_whitelist", "file", "-threads", "1", "-f", demuxer, "-i", "file:" + path,
                "-t", Longest.TotalSeconds.ToString(CultureInfo.InvariantCulture), "-map", "0:a:0",
                "-af", string.Create(CultureInfo.InvariantCulture, $"silencedetect=noise={SoundMeasurement.SilenceDecibel}dB:duration=0.5,volumedetect"),
                "-f", "null", "-",
            ],
            process => process.StandardError, MaxOutput, cancel);
        return said is null ? null : Read(said);
    }

    private static HeardSound? Read(string said)
    {
        var duration = DecodedTime().Matches(said).LastOrDefault() is { } last ? TimeOf(last) : TimeSpan.Zero;
        if (duration == TimeSpan.Zero || Number(SampleCount().Match(said)) is not (> 0 and var samples))
        {
            return null;
        }

        var silent = SilenceDuration().Matches(said).Sum(silence => Number(silence) ?? 0);
        return new HeardSound
        {
            Duration = duration,
            MeanDecibel = Number(MeanVolume().Match(said)) ?? 0,
            MaxDecibel = Number(MaxVolume().Match(said)) ?? 0,
            SilentPercent = Math.Min(100, 100 * silent / duration.TotalSeconds),
            LoudestPercent = 100 * (Number(LoudestCount().Match(said)) ?? 0) / samples,
            EndsEarly = said.Contains("File ended prematurely", StringComparison.Ordinal)
                || said.Contains("corrupt input packet", StringComparison.Ordinal)
                || (DeclaredTime().Match(said) is { Success: true } declared && duration < Longest && TimeOf(declared) - duration > Rounding),
        };
    }

    private static double? Number(Match match) => match.Success ? double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;

    private static TimeSpan TimeOf(Match match) => TimeSpan.ParseExact(match.Groups[1].ValueSpan, @"hh\:mm\:ss\.ff", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\btime=(\d\d:\d\d:\d\d\.\d\d)")]
    private static partial Regex DecodedTime();

    [GeneratedRegex(@"\bDuration: (\d\d:\d\d:\d\d\.\d\d)")]
    private static partial Regex DeclaredTime();

    [GeneratedRegex(@"\bn_samples: (\d+)")]
    private static partial Regex SampleCount();

    [GeneratedRegex(@"\bmean_volume: (-?[\d.]+) dB")]
    private static partial Regex MeanVolume();

    [GeneratedRegex(@"\bmax_volume: (-?[\d.]+) dB")]
    private static partial Regex MaxVolume();

    [GeneratedRegex(@"\bhistogram_0db: (\d+)")]
    private static partial Regex LoudestCount();

    [GeneratedRegex(@"\bsilence_duration: ([\d.]+)")]
    private static partial Regex SilenceDuration();
}
