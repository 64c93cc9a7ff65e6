using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Cesuur.Api.Tests.Payments;

/// <summary>A request that the npm package <c>stripe</c> would have sent.</summary>
internal sealed record PackageRequest(string Method, string Path, Dictionary<string, string> Headers, Dictionary<string, string> Fields);

/// <summary>The npm package <c>stripe</c>, in a Node process of its own for each call.</summary>
public sealed class StripePackage : IAsyncLifetime
{
    public Task InitializeAsync() => NodeFolder.InstalledAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    internal static Task<string> SignAsync(string payload, string secret, DateTimeOffset at) =>
        RunAsync("sign", new { payload, secret, timestamp = at.ToUnixTimeSeconds() });

    /// <summary>The event's id; an exception when the signature does not hold.</summary>
    internal static Task<string> VerifyAsync(string payload, string header, string secret) => RunAsync("verify", new { payload, header, secret });

    /// <param name="key">The secret key.</param>
    /// <param name="call">As a caller of the package writes it: <c>checkout.sessions.create</c>.</param>
    /// <param name="arguments">A JSON array.</param>
    internal static async Task<PackageRequest> RequestAsync(string key, string call, string arguments)
    {
        var made = JsonNode.Parse(await RunAsync("request", new { key, call = call.Split('.'), arguments = JsonNode.Parse(arguments) }))!;
        var url = made["url"]!.ToString().Split('?', 2);
        var fields = url.Length == 2 ? url[1] : made["body"]!.ToString();
        return new PackageRequest(
            made["method"]!.ToString(),
            url[0],
            made["headers"].Deserialize<Dictionary<string, string>>()!,
            QueryHelpers.ParseQuery(fields).ToDictionary(field => field.Key, field => field.Value.ToString()));
    }

    private static async Task<string> RunAsync(string task, object input)
    {
        var (exitCode, output, error) = await NodeFolder.RunAsync("stripe.mjs", task, input);
        Assert.True(exitCode == 0, error);
        return output;
    }
}
