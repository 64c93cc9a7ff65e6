using System.Security.Cryptography;
using System.Text;

namespace Cesuur.Domain.Organisations;

/// <summary>
/// A credential of ours: a prefix that tells people and scanners what it is, the organisation, and 160
/// random bits, in base32. The organisation is in it so that it can be looked up within that
/// organisation's rows alone; a forged one finds no hash there. Stored as SHA-256 only.
/// </summary>
public static class Secret
{
    private const int RandomLength = 20;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    public static string Create(string prefix, Guid organisation) =>
        Create(prefix, organisation, RandomNumberGenerator.GetBytes(RandomLength));

    /// <summary>With 160 bits that are given: development's keys are the same at every start.</summary>
    public static string Create(string prefix, Guid organisation, ReadOnlySpan<byte> random)
    {
        Span<byte> bytes = stackalloc byte[16 + RandomLength];
        organisation.TryWriteBytes(bytes, bigEndian: true, out _);
        random[..RandomLength].CopyTo(bytes[16..]);
        return prefix + Base32.Encode(bytes, Alphabet);
    }

    /// <summary>The organisation that a credential says it belongs to; false when it has not the form of one.</summary>
    public static bool TryReadOrganisation(string secret, string prefix, out Guid organisation)
    {
        organisation = Guid.Empty;
        if (!secret.StartsWith(prefix, StringComparison.Ordinal) || !TryDecode(secret.AsSpan(prefix.Length), out var bytes))
        {
            return false;
        }

        organisation = new Guid(bytes.AsSpan(0, 16), bigEndian: true);
        return true;
    }

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = new byte[16 + RandomLength];
        if (text.Length != (bytes.Length * 8 + 4) / 5)
        {
            return false;
        }

        int buffer = 0, bits = 0, at = 0;
        foreach (var c in text)
        {
            var digit = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            buffer = (buffer << 5) | digit;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[at++] = (byte)(buffer >> bits);
                buffer &= (1 << bits) - 1;
            }
        }

        return true;
    }
}
