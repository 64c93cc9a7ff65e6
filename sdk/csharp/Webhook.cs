using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Cesuur.Sdk;

/// <summary>A delivery whose signature was found to be right.</summary>
public sealed record WebhookEvent
{
    /// <summary>The same when the event is sent again: remember it, to do nothing twice.</summary>
    public required string Id { get; init; }

    /// <summary>Such as <c>result.graded</c>.</summary>
    public required string Type { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    public required JsonElement Data { get; init; }

    /// <summary>The data as the type that the API document names for the event, such as <see cref="ResultResponse"/>.</summary>
    public T DataAs<T>() => Data.Deserialize<T>(Webhook.Json)!;
}

/// <summary>The delivery is not from the API, or not of now.</summary>
#pragma warning disable CA1032 // The message is all there is to it
public sealed class WebhookVerificationException(string message) : Exception(message);
#pragma warning restore CA1032

/// <summary>Checks deliveries after Standard Webhooks 1.0.0, and signs some for tests.</summary>
public sealed class Webhook
{
    internal static readonly JsonSerializerOptions Json = Options();

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly byte[] _key;
    private readonly TimeProvider _time;

    /// <param name="secret">The endpoint's, <c>whsec_…</c>.</param>
    /// <param name="time">The clock to hold timestamps against; the system's unless given.</param>
    public Webhook(string secret, TimeProvider? time = null)
    {
        const string prefix = "whsec_";
        _key = Convert.FromBase64String(secret.StartsWith(prefix, StringComparison.Ordinal) ? secret[prefix.Length..] : secret);
        _time = time ?? TimeProvider.System;
    }

    /// <summary>The event in a delivery.</summary>
    /// <param name="body">Byte for byte as it came: parsed and written again it no longer fits the signature.</param>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="timestamp">The header <c>webhook-timestamp</c>.</param>
    /// <param name="signature">The header <c>webhook-signature</c>.</param>
    /// <exception cref="WebhookVerificationException">The delivery is not to be trusted.</exception>
    public WebhookEvent Verify(ReadOnlySpan<byte> body, string? id, string? timestamp, string? signature)
    {
        if (id is null || timestamp is null || signature is null)
        {
            throw new WebhookVerificationException("A header of the signature is missing.");
        }

        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(_time.GetUtcNow().ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds)
        {
            throw new WebhookVerificationException("The timestamp is not of the last five minutes.");
        }

        var expected = Encoding.UTF8.GetBytes(SignatureOf(body, id, timestamp));
        if (!signature.Split(' ').Any(given => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), expected)))
        {
            throw new WebhookVerificationException("No signature is right.");
        }

        var sent = JsonSerializer.Deserialize<Delivery>(body, Json)!;
        return new WebhookEvent { Id = id, Type = sent.Type, Timestamp = sent.Timestamp, Data = sent.Data };
    }

    /// <summary>The value of <c>webhook-signature</c>, for tests of a receiver.</summary>
    public string Sign(ReadOnlySpan<byte> body, string id, DateTimeOffset timestamp) =>
        SignatureOf(body, id, timestamp.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));

    private string SignatureOf(ReadOnlySpan<byte> body, string id, string timestamp)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        return "v1," + Convert.ToBase64String(hmac.GetHashAndReset());
    }

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Wire.Configure(options);
        return options;
    }

    private sealed record Delivery(string Type, DateTimeOffset Timestamp, JsonElement Data);
}
