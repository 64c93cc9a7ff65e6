using System.Diagnostics;
using Cesuur.Testing;

namespace Cesuur.Api.Tests;

/// <summary>The npm packages that tests hold ours against, installed once.</summary>
internal static class NodeFolder
{
    private static readonly Lazy<Task> Installation = new(InstallAsync);

    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "tests", "Api.Tests", "node");

    public static Task InstalledAsync() => Installation.Value;

    private static async Task InstallAsync()
    {
        if (new[] { "smtp-server", "standardwebhooks" }.All(package => Directory.Exists(System.IO.Path.Combine(Path, "node_modules", package))))
        {
            return;
        }

        using var npm = Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = Path,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var output = npm.StandardOutput.ReadToEndAsync();
        var error = await npm.StandardError.ReadToEndAsync();
        await output;
        await npm.WaitForExitAsync();
        Assert.True(npm.ExitCode == 0, error);
    }
}
