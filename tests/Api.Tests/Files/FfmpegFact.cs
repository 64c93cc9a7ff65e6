using System.Diagnostics;

namespace Cesuur.Api.Tests.Files;

/// <summary>A test that needs ffmpeg, to make its files and to look into them; without it the test is skipped.</summary>
public sealed class FfmpegFact : FactAttribute
{
    public FfmpegFact() => Skip = Ffmpeg.Missing;
}

/// <summary>The same, with cases.</summary>
public sealed class FfmpegTheory : TheoryAttribute
{
    public FfmpegTheory() => Skip = Ffmpeg.Missing;
}

internal static class Ffmpeg
{
    public static readonly string? Missing =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "ffmpeg")) && File.Exists(Path.Combine(folder, "ffprobe")))
            ? null
            : "There is no ffmpeg with ffprobe on the PATH.";

    /// <summary>A second of a tone, and where it shows something of a test card.</summary>
    public static async Task<byte[]> MakeAsync(string extension, string options, bool video)
    {
        var path = Path.Combine(Path.GetTempPath(), $"cesuur-{Guid.CreateVersion7():N}.{extension}");
        var card = video ? "-f lavfi -i testsrc=duration=1:size=64x48:rate=10" : "";
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", $"-v error -nostdin {card} -f lavfi -i sine=frequency=440:duration=1 {options} -y {path}") { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, error);
        try
        {
            return await File.ReadAllBytesAsync(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
