using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Cesuur.Infrastructure.Delivery;

/// <summary>What a candidate's token says: whose sitting, of which version, on which device, until when.</summary>
public readonly record struct SittingTicket(Guid Tenant, Guid Sitting, Guid Version, int DeviceEpoch, DateTimeOffset ExpiresAt);

/// <summary>
/// A candidate’s token: 60 bytes signed with HMAC-SHA256 (cut to 16 bytes), so that saving an answer needs
/// no look-up of who is asking. Every node signs with the same keys; each is tried on reading.
/// </summary>
public sealed class SittingTickets(IReadOnlyList<byte[]> keys)
{
    public const string Prefix = "cst_";
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const int PayloadLength = 16 + 16 + 16 + 4 + 8;
    private const int MacLength = 16;

    public string Write(SittingTicket ticket)
    {
        Span<byte> bytes = stackalloc byte[PayloadLength + MacLength];
        ticket.Tenant.TryWriteBytes(bytes);
        ticket.Sitting.TryWriteBytes(bytes[16..]);
        ticket.Version.TryWriteBytes(bytes[32..]);
        BinaryPrimitives.WriteInt32BigEndian(bytes[48..], ticket.DeviceEpoch);
        BinaryPrimitives.WriteInt64BigEndian(bytes[52..], ticket.ExpiresAt.ToUnixTimeSeconds());
        Sign(keys[0], bytes[..PayloadLength], bytes[PayloadLength..]);
        return Prefix + Base64Url.EncodeToString(bytes);
    }

    /// <summary>The ticket of a token that was signed by us and has not expired; otherwise null.</summary>
    public SittingTicket? Read(string token, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[PayloadLength + MacLength + 3];
        if (!token.StartsWith(Prefix, StringComparison.Ordinal)
            || token.Length > Prefix.Length + 128
            || Base64Url.DecodeFromChars(token.AsSpan(Prefix.Length), bytes, out _, out var written) != OperationStatus.Done
            || written != PayloadLength + MacLength
            || !IsSigned(bytes[..PayloadLength], bytes.Slice(PayloadLength, MacLength)))
        {
            return null;
        }

        var ticket = new SittingTicket(
            new Guid(bytes[..16]),
            new Guid(bytes.Slice(16, 16)),
            new Guid(bytes.Slice(32, 16)),
            BinaryPrimitives.ReadInt32BigEndian(bytes[48..]),
            DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(bytes[52..])));
        return now < ticket.ExpiresAt ? ticket : null;
    }

    /// <summary>Signs what an address carries, for a fragment that an audio element fetches by itself.</summary>
    public string SignText(string text)
    {
        Span<byte> mac = stackalloc byte[MacLength];
        Sign(keys[0], Encoding.UTF8.GetBytes(text), mac);
        return Base64Url.EncodeToString(mac);
    }

    public bool IsSignedText(string text, string signature)
    {
        Span<byte> mac = stackalloc byte[MacLength + 3];
        return signature.Length <= 24
            && Base64Url.DecodeFromChars(signature, mac, out _, out var written) == OperationStatus.Done
            && written == MacLength
            && IsSigned(Encoding.UTF8.GetBytes(text), mac[..MacLength]);
    }

    private bool IsSigned(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> mac)
    {
        Span<byte> expected = stackalloc byte[MacLength];
        foreach (var key in keys)
        {
            Sign(key, payload, expected);
            if (CryptographicOperations.FixedTimeEquals(expected, mac))
            {
                return true;
            }
        }

        return false;
    }

    private static void Sign(byte[] key, ReadOnlySpan<byte> payload, Span<byte> mac)
    {
        Span<byte> full = stackalloc byte[32];
        HMACSHA256.HashData(key, payload, full);
        full[..MacLength].CopyTo(mac);
    }
}
