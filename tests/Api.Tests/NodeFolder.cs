using System.Diagnostics;
using System.Text.Json;
using Cesuur.Testing;

namespace Cesuur.Api.Tests;

/// <summary>The npm packages that tests hold ours against, installed once.</summary>
internal static class NodeFolder
{
    private static readonly Lazy<Task> Installation = new(InstallAsync);

    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "tests", "Api.Tests", "node");

    public static Task InstalledAsync() => Installation.Value;

    /// <summary>Runs a script of the folder, which reads its input as JSON.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string script, string task, object input)
    {
        using var process = Process.Start(new ProcessStartInfo("node", [script, task])
        {
            WorkingDirectory = Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(input));
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    private static async Task InstallAsync()
    {
        if (new[] { "s3rver", "smtp-server", "standardwebhooks", "stripe" }.All(package => Directory.Exists(System.IO.Path.Combine(Path, "node_modules", package))))
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
