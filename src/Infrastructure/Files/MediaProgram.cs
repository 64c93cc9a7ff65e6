using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Files;

/// <summary>
/// A program of ffmpeg's in a process of its own, since it reads what strangers send: with a limit on its time, on its
/// memory where the system has <c>prlimit</c>, and on what it says. A few at once.
/// </summary>
internal sealed class MediaProgram : IDisposable
{
    private const long MaxMemory = 1L << 30;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string? _program;
    private readonly string? _limiter;
    private readonly TimeSpan _timeLimit;
    private readonly SemaphoreSlim _turns;

    /// <param name="program">Its name or path; empty: it is not to be used.</param>
    /// <param name="atOnce">How many may run.</param>
    /// <param name="timeLimit">How long one may.</param>
    public MediaProgram(string program, int atOnce, TimeSpan timeLimit)
    {
        _program = Find(program);
        _limiter = OperatingSystem.IsLinux() ? Find("prlimit") : null;
        _timeLimit = timeLimit;
        _turns = new SemaphoreSlim(atOnce);
    }

    public bool IsThere => _program is not null;

    public void Dispose() => _turns.Dispose();

    /// <summary>What it says, on the one of its outputs that is asked for; null: it failed, or says more than is read.</summary>
    /// <exception cref="DomainException"><c>media_not_examined</c>: not within its time, which a busy machine may be to blame for</exception>
    public async Task<string?> RunAsync(IEnumerable<string> arguments, Func<Process, StreamReader> output, int maxOutput, CancellationToken cancel)
    {
        if (!await _turns.WaitAsync(Patience, cancel))
        {
            throw new DomainException(MediaErrors.NotExamined);
        }

        try
        {
            return await ReadAsync(arguments, output, maxOutput, cancel);
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task<string?> ReadAsync(IEnumerable<string> arguments, Func<Process, StreamReader> output, int maxOutput, CancellationToken cancel)
    {
        using var process = Start(arguments);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(_timeLimit);
        try
        {
            process.StandardInput.Close();
            var (read, other) = output(process) == process.StandardOutput
                ? (process.StandardOutput, process.StandardError)
                : (process.StandardError, process.StandardOutput);
            var drained = other.BaseStream.CopyToAsync(Stream.Null, limit.Token); // or a full pipe would hold it up
            var said = new char[maxOutput];
            var length = await read.ReadBlockAsync(said, limit.Token);
            if (length == said.Length)
            {
                return null;
            }

            await drained;
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? new string(said, 0, length) : null;
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

    private Process Start(IEnumerable<string> arguments)
    {
        string[] command = _limiter is null
            ? [_program!, .. arguments]
            : [_limiter, $"--as={MaxMemory.ToString(CultureInfo.InvariantCulture)}", "--core=0", "--", _program!, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start) ?? throw new Win32Exception($"{command[0]} did not start.");
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
