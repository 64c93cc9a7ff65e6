namespace Cesuur.Api.Tests.Webhooks;

/// <summary>The npm package <c>standardwebhooks</c>, in a Node process of its own for each call.</summary>
public sealed class ReferenceImplementation : IAsyncLifetime
{
    public Task InitializeAsync() => NodeFolder.InstalledAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Null when the signature does not hold; else the payload as the package read it.</summary>
    public static async Task<string?> VerifyAsync(
        string secret, string id, string timestamp, string signature, ReadOnlyMemory<byte> body)
    {
        var input = new { secret, id, timestamp, signature, body = Convert.ToBase64String(body.Span) };
        var (exitCode, output, error) = await NodeFolder.RunAsync("webhook.mjs", "verify", input);
        Assert.True(exitCode == 0 || error.Contains("WebhookVerificationError", StringComparison.Ordinal), error);
        return exitCode == 0 ? output : null;
    }

    public static async Task<string> SignAsync(
        string secret, string id, DateTimeOffset sentAt, ReadOnlyMemory<byte> body)
    {
        var input = new { secret, id, timestamp = sentAt.ToUnixTimeSeconds(), body = Convert.ToBase64String(body.Span) };
        var (exitCode, output, error) = await NodeFolder.RunAsync("webhook.mjs", "sign", input);
        Assert.True(exitCode == 0, error);
        return output;
    }
}
