using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cesuur.Infrastructure.Webhooks;

/// <summary>The signature scheme of Standard Webhooks 1.0.0, symmetric version (<c>v1</c>).</summary>
public static class StandardWebhook
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    private const int ToleranceSeconds = 300;

    public static string Timestamp(DateTimeOffset at) =>
        at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// The value of the signature header, one signature for each secret: after a rotation, deliveries
    /// carry the old and the new one side by side until the old secret lapses.
    /// </summary>
    public static string Sign(
        string id, DateTimeOffset sentAt, ReadOnlySpan<byte> body, params IReadOnlyList<WebhookSecret> secrets)
    {
        if (id.Contains('.', StringComparison.Ordinal))
        {
            // The dot separates the signed parts: an id that holds one could pass for another message.
            throw new ArgumentException("An id of a webhook holds no dot.", nameof(id));
        }

        ArgumentOutOfRangeException.ThrowIfZero(secrets.Count, nameof(secrets));

        var signatures = new List<string>(secrets.Count);
        foreach (var secret in secrets)
        {
            signatures.Add(Signature(secret, id, Timestamp(sentAt), body));
        }

        return string.Join(' ', signatures);
    }

    /// <summary>
    /// Whether one of the <paramref name="signatures"/> is this secret's and the message is at most five
    /// minutes old, or ahead. Signatures of versions we do not know match nothing.
    /// </summary>
    public static bool Verify(
        WebhookSecret secret, string id, string timestamp, string signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var sentAt)
            || Math.Abs(now.ToUnixTimeSeconds() - sentAt) > ToleranceSeconds)
        {
            return false;
        }

        var expected = Encoding.UTF8.GetBytes(Signature(secret, id, timestamp, body));
        return signatures
            .Split(' ')
            .Any(given => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), expected));
    }

    private static string Signature(WebhookSecret secret, string id, string timestamp, ReadOnlySpan<byte> body) =>
        "v1," + Convert.ToBase64String(secret.Sign(Encoding.UTF8.GetBytes($"{id}.{timestamp}."), body));
}
