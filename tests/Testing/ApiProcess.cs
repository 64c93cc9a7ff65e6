using System.Diagnostics;

namespace Cesuur.Testing;

/// <summary>The API as a process of its own, for what only a process can show: being killed.</summary>
public sealed class ApiProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ApiProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>Whether it is over, by itself or by a kill.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Bytes of memory that the process has at this moment.</summary>
    public long WorkingSet => Refreshed.WorkingSet64;

    /// <summary>How long its threads have worked, all together.</summary>
    public TimeSpan ProcessorTime => Refreshed.TotalProcessorTime;

    /// <summary>The most that it ever had.</summary>
    public long PeakWorkingSet => Refreshed.PeakWorkingSet64;

    private Process Refreshed
    {
        get
        {
            _process.Refresh();
            return _process;
        }
    }

    public static Task<ApiProcess> StartAsync(string connectionString, params string[] settings) => StartAsync(connectionString, [], settings);

    /// <summary>With variables of the environment too, for what is no setting of ours.</summary>
    public static async Task<ApiProcess> StartAsync(string connectionString, Dictionary<string, string> environment, params string[] settings)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "Cesuur.Api.dll"),
                "--environment", "Development",
                "--urls", "http://127.0.0.1:0",
                $"--ConnectionStrings:Cesuur={connectionString}",
                $"--Files:Folder={Path.Combine(Path.GetTempPath(), "cesuur-tests-files")}",
            },
        };
        foreach (var setting in settings)
        {
            start.ArgumentList.Add(setting);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        const string Listening = "Now listening on: ";
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is var at and >= 0)
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new ApiProcess(process, new Uri(line[(at + Listening.Length)..].Trim()));
            }
        }

        throw new InvalidOperationException($"The API ended with {process.ExitCode} before it listened.");
    }

    public TestClient Client(string? credential) => new(Address, credential);

    /// <summary>SIGKILL: nothing of it runs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }
}
