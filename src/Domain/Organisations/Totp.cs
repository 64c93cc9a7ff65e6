using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cesuur.Domain.Organisations;

/// <summary>Time-based one-time passwords (RFC 6238) as authenticator apps make them: SHA-1, six digits, steps of 30 seconds.</summary>
public static class Totp
{
    /// <summary>Bytes; as long as the hash, as RFC 4226 recommends.</summary>
    public const int SecretLength = 20;

    private const int StepSeconds = 30;
    private const int Digits = 6;

    /// <summary>How many steps an app's clock may differ, either way.</summary>
    private const int Tolerance = 1;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static byte[] CreateSecret() => RandomNumberGenerator.GetBytes(SecretLength);

    public static string CodeAt(ReadOnlySpan<byte> secret, DateTimeOffset time) => CodeOf(secret, StepOf(time));

    /// <summary>The step that a code belongs to, of those around now and after the one that was used last; null when to none.</summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long? lastUsed)
    {
        var current = StepOf(now);
        for (var step = current - Tolerance; step <= current + Tolerance; step++)
        {
            if (step > (lastUsed ?? long.MinValue)
                && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(CodeOf(secret, step)), Encoding.UTF8.GetBytes(code)))
            {
                return step;
            }
        }

        return null;
    }

    /// <summary>The secret as people type it into an app: base32 (RFC 4648).</summary>
    public static string Write(ReadOnlySpan<byte> secret) => Base32.Encode(secret, Alphabet);

    /// <summary>The secret as apps read it, from a QR code of this.</summary>
    public static string UriOf(ReadOnlySpan<byte> secret, string issuer, string account)
    {
        var (from, to) = (Uri.EscapeDataString(issuer), Uri.EscapeDataString(account));
        return $"otpauth://totp/{from}:{to}?secret={Write(secret)}&issuer={from}&algorithm=SHA1&digits={Digits}&period={StepSeconds}";
    }

    private static long StepOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    private static string CodeOf(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // What authenticator apps know; as a keyed hash SHA-1 is not broken
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0x0F)..]) & 0x7FFFFFFF;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
