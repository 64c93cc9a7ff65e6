using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Cesuur.Infrastructure.Webhooks;

/// <summary>
/// The secret that an endpoint's deliveries are signed with: 24 to 64 random bytes, written as
/// <c>whsec_</c> and base64 (Standard Webhooks 1.0.0).
/// </summary>
public sealed class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int CreatedBytes = 32;
    private const int MinBytes = 24;
    private const int MaxBytes = 64;

    private readonly byte[] _key;

    private WebhookSecret(byte[] key) => _key = key;

    public static WebhookSecret Create() => new(RandomNumberGenerator.GetBytes(CreatedBytes));

    public static bool TryParse(string? text, [NotNullWhen(true)] out WebhookSecret? secret)
    {
        secret = null;
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        Span<byte> key = stackalloc byte[MaxBytes];
        if (!Convert.TryFromBase64Chars(text.AsSpan(Prefix.Length), key, out var length) || length < MinBytes)
        {
            return false;
        }

        secret = new WebhookSecret(key[..length].ToArray());
        return true;
    }

    public static WebhookSecret Parse(string text) =>
        TryParse(text, out var secret) ? secret : throw new FormatException("Not a webhook secret.");

    /// <summary>The secret itself, for its owner and for storage. <see cref="ToString"/> keeps it out of logs.</summary>
    public string Reveal() => Prefix + Convert.ToBase64String(_key);

    public override string ToString() => Prefix + "…";

    internal byte[] Sign(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(head);
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }
}
