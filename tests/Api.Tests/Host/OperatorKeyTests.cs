using System.Diagnostics;
using System.Net;
using Cesuur.Infrastructure.Database;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Host;

/// <summary>How a platform begins outside development, where nothing is seeded.</summary>
public sealed class OperatorKeyTests
{
    [Fact]
    public async Task The_first_key_makes_the_operator_and_later_ones_are_of_the_same()
    {
        await using var database = await TestDatabase.CreateAsync();
        string As(string role) => Databases.As(database.ConnectionString, role);
        string[] production =
        [
            "--environment=Production", $"--ConnectionStrings:CesuurWorker={As("cesuur_worker")}", $"--ConnectionStrings:CesuurWriter={As("cesuur_writer")}",
        ];
        string[] keys =
        [
            await KeyAsync([.. production, $"--ConnectionStrings:Cesuur={As("cesuur_app")}"]),
            await KeyAsync([.. production, $"--ConnectionStrings:Cesuur={As("cesuur_app")}"]),
        ];
        Assert.NotEqual(keys[0], keys[1]);

        await using var api = await ApiProcess.StartAsync(As("cesuur_app"), [.. production, "--Mail:Keep=true", "--KeysFile="]);
        foreach (var key in keys)
        {
            var client = api.Client(key);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/platform/organisations")).Status);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/platform/partners")).Status); // belongs to the one operator
        }

        var only = await KeyAsync([.. production, $"--ConnectionStrings:Cesuur={As("cesuur_app")}", "--RevokeOthers=true"]);
        (await api.Client(keys[0]).SendAsync(HttpMethod.Get, "/v1/platform/organisations")).Expect(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.Equal(HttpStatusCode.OK, (await api.Client(only).GetAsync("/v1/platform/organisations")).Status);
    }

    private static async Task<string> KeyAsync(string[] settings)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Cesuur.Api.dll"), "--operator-key" } };
        Array.ForEach(settings, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var key = (await process.StandardOutput.ReadToEndAsync(limit.Token)).Trim();
        await process.WaitForExitAsync(limit.Token);
        Assert.Equal(0, process.ExitCode);
        return key;
    }
}
