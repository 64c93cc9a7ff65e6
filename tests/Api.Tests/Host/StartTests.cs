using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Host;

/// <summary>What stands in the way of a start is said in one line, and the process ends with 1.</summary>
[Collection(ApiCollection.Name)]
public sealed class StartTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_taken_port_is_named_with_what_to_do()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var said = await FailAsync("Development", $"--urls=http://127.0.0.1:{port}", $"--ConnectionStrings:Cesuur={_api.ConnectionString}");
        Assert.Contains($"127.0.0.1:{port}", said, StringComparison.Ordinal);
        Assert.Contains("--urls", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_is_named_with_what_to_set()
    {
        var file = Path.GetTempFileName(); // nobody can make a folder inside a file
        var said = await FailAsync("Development", "--urls=http://127.0.0.1:0", $"--Database:DataFolder={Path.Combine(file, "postgres")}");
        Assert.Contains("ConnectionStrings__Cesuur", said, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public async Task Production_asks_for_its_connection_strings() =>
        Assert.Contains("ConnectionStrings__CesuurWriter", await FailAsync("Production", "--urls=http://127.0.0.1:0"), StringComparison.Ordinal);

    [Fact]
    public async Task Production_asks_by_which_server_mail_is_sent() =>
        Assert.Contains("Mail__Smtp__Host", await FailAsync("Production", Production), StringComparison.Ordinal);

    [Fact]
    public async Task A_mail_server_without_a_sender_is_named_with_what_to_set() =>
        Assert.Contains("Mail__Smtp__From", await FailAsync("Production", [.. Production, "--Mail:Smtp:Host=localhost"]), StringComparison.Ordinal);

    [Theory]
    [InlineData("Payments__Provider", "--Payments:Provider=simulated")]
    [InlineData("Payments__Provider", "--Payments:Provider=another")]
    [InlineData("Payments__Stripe__SecretKey", "--Payments:Provider=stripe")]
    [InlineData("Payments__Stripe__WebhookSecrets", "--Payments:Provider=stripe", "--Payments:Stripe:SecretKey=sk_test_1")]
    [InlineData("Payments__Stripe__SecretKey", "--Payments:Provider=stripe", "--Payments:Stripe:WebhookSecrets:0=whsec_1")]
    [InlineData("Payments__Stripe__BaseUrl", "--Payments:Stripe:BaseUrl=http://stripe.example/")]
    [InlineData("PublicUrl", "--PublicUrl=api.example")]
    public async Task Production_does_not_start_with_payments_that_cannot_be_right(string named, params string[] settings) =>
        Assert.Contains(named, await FailAsync("Production", [.. Production, "--Mail:Keep=true", .. settings]), StringComparison.Ordinal);

    private static readonly string[] Production =
    [
        "--urls=http://127.0.0.1:0", "--ConnectionStrings:Cesuur=Host=nowhere", "--ConnectionStrings:CesuurWorker=Host=nowhere", "--ConnectionStrings:CesuurWriter=Host=nowhere",
    ];

    private static async Task<string> FailAsync(string environment, params string[] settings)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Cesuur.Api.dll"), "--environment", environment, "--KeysFile=", "--Logging:LogLevel:Default=None" },
        };
        foreach (var setting in settings)
        {
            start.ArgumentList.Add(setting);
        }

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            _ = process.StandardOutput.ReadToEndAsync(limit.Token);
            var said = (await process.StandardError.ReadToEndAsync(limit.Token)).Trim();
            await process.WaitForExitAsync(limit.Token);
            Assert.Equal(1, process.ExitCode);
            Assert.DoesNotContain('\n', said);
            return said;
        }
        finally
        {
            process.Kill();
        }
    }
}
