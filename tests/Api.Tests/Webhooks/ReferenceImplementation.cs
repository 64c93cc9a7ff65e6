using System.Diagnostics;
using System.Text.Json;

namespace Cesuur.Api.Tests.Webhooks;

/// <summary>The npm package <c>standardwebhooks</c>, in a Node process of its own for each call.</summary>
public sealed class ReferenceImplementation : IAsyncLifetime
{
    private static readonly string Folder = Path.Combine(RepositoryRoot(), "tests", "Api.Tests", "node");

    public async Task InitializeAsync()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "standardwebhooks")))
        {
            var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
            var (exitCode, _, error) = await RunAsync(npm, ["ci", "--no-audit", "--no-fund"], input: "");
            Assert.True(exitCode == 0, error);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Null when the signature does not hold; else the payload as the package read it.</summary>
    public static async Task<string?> VerifyAsync(
        string secret, string id, string timestamp, string signature, ReadOnlyMemory<byte> body)
    {
        var input = new { secret, id, timestamp, signature, body = Convert.ToBase64String(body.Span) };
        var (exitCode, output, error) = await RunAsync("node", ["webhook.mjs", "verify"], JsonSerializer.Serialize(input));
        Assert.True(exitCode == 0 || error.Contains("WebhookVerificationError", StringComparison.Ordinal), error);
        return exitCode == 0 ? output : null;
    }

    public static async Task<string> SignAsync(
        string secret, string id, DateTimeOffset sentAt, ReadOnlyMemory<byte> body)
    {
        var input = new { secret, id, timestamp = sentAt.ToUnixTimeSeconds(), body = Convert.ToBase64String(body.Span) };
        var (exitCode, output, error) = await RunAsync("node", ["webhook.mjs", "sign"], JsonSerializer.Serialize(input));
        Assert.True(exitCode == 0, error);
        return output;
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string program, string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Cesuur.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The repository's root.");
        }

        return folder;
    }
}
