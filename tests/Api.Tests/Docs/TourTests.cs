using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Docs;

/// <summary>The tour that a newcomer takes, as it is printed.</summary>
public sealed partial class TourTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    [Fact]
    public void The_tour_of_the_readme_is_the_script()
    {
        var blocks = BashBlock().Matches(Repository.Read("README.md")).Select(match => match.Groups[1].Value);
        var script = Repository.Read("docs/tour.sh");

        Assert.Equal(script[(script.IndexOf("\n\n", StringComparison.Ordinal) + 2)..], string.Join('\n', blocks));
    }

    [Fact]
    public void The_receiver_of_the_readme_is_the_file() =>
        Assert.Contains($"```js\n{Repository.Read("docs/receiver/receiver.mjs")}```\n", Repository.Read("README.md"), StringComparison.Ordinal);

    [Fact]
    public async Task The_tour_ends_with_a_webhook_that_verifies_and_a_report_that_opens()
    {
        var keys = Path.Combine(Path.GetTempPath(), $"cesuur-{Guid.CreateVersion7():N}.env");
        await using var api = await TestApi.StartAsync($"--KeysFile={keys}");
        try
        {
            var (exitCode, output) = await RunAsync("docs/tour.sh", ("KEYS", keys), ("PORT", $"{FreePort()}"));

            Assert.True(exitCode == 0, output);
            Assert.Contains("\nresult.graded 9 points, pass\n", output, StringComparison.Ordinal);
            Assert.Contains("\"points\":11,", output, StringComparison.Ordinal); // 2 + 4 + 5 criteria, a point each
            var report = await File.ReadAllBytesAsync(OpenReport().Match(output).Groups[1].Value);
            Assert.Equal("%PDF-"u8, report.AsSpan(0, 5));
            Assert.Contains("%%EOF", System.Text.Encoding.Latin1.GetString(report[^32..]), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(keys);
        }
    }

    [Fact]
    public async Task Only_their_owner_can_read_the_keys_that_a_start_writes()
    {
        var keys = Path.Combine(Path.GetTempPath(), $"cesuur-{Guid.CreateVersion7():N}.env");
        await File.WriteAllTextAsync(keys, "of an earlier start");
        await using var api = await TestApi.StartAsync($"--KeysFile={keys}");
        try
        {
            Assert.Contains($"OPERATOR_KEY={api.KeyOf("operator")}\n", await File.ReadAllTextAsync(keys), StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(keys));
            }
        }
        finally
        {
            File.Delete(keys);
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string script, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"exec {script} 2>&1"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Longest);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync();
        return (process.ExitCode, await output);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("```bash\n(.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex BashBlock();

    [GeneratedRegex("Open (.+/report\\.pdf)\n")]
    private static partial Regex OpenReport();
}
