using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cesuur.Infrastructure.Payments;

/// <summary>
/// Whether a webhook comes from Stripe: <c>t=…,v1=…</c>, where v1 is the HMAC-SHA256 of <c>{t}.{body}</c> in hex. The
/// key is the whole secret as text, prefix included, unlike that of Standard Webhooks.
/// </summary>
public sealed class StripeSignature(StripeOptions options, TimeProvider time)
{
    public const string Header = "Stripe-Signature";

    private const int ToleranceSeconds = 300;

    private readonly byte[][] _keys = [.. options.WebhookSecrets.Where(secret => secret.Length > 0).Select(Encoding.UTF8.GetBytes)];

    /// <param name="header">The value of <see cref="Header"/>; signatures of versions that are not known here match nothing.</param>
    /// <param name="body">As it came, byte for byte.</param>
    public bool IsValid(string? header, ReadOnlySpan<byte> body)
    {
        var parts = (header ?? "").Split(',').Select(part => part.Trim().Split('=', 2)).Where(part => part.Length == 2).ToList();
        var times = parts.Where(part => part[0] == "t").Select(part => part[1]).ToList();
        if (times is not [var timestamp]
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var sentAt)
            || Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - sentAt) > ToleranceSeconds)
        {
            return false;
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{timestamp}."), .. body];
        var expected = _keys.Select(key => Encoding.UTF8.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(key, signed)))).ToList();
        return parts
            .Where(part => part[0] == "v1")
            .Select(part => Encoding.UTF8.GetBytes(part[1]))
            .Any(given => expected.Any(one => CryptographicOperations.FixedTimeEquals(given, one)));
    }
}
