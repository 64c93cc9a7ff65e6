using System.Security.Cryptography;

namespace Cesuur.Domain.Organisations;

/// <summary>Stands in once for a code of an app that is lost. Removed when it is used.</summary>
public sealed class RecoveryCode : TenantOwned
{
    /// <summary>How many a user gets at once.</summary>
    public const int Count = 10;

    private const int Length = 16;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private RecoveryCode()
    {
    }

    public Id<User> UserId { get; private set; }

    public byte[] Hash { get; private set; } = null!;

    /// <summary>Eighty random bits as people write them down: <c>7k2m-0c9x-…</c>.</summary>
    public static string New() => string.Join('-', RandomNumberGenerator.GetString(Alphabet, Length).Chunk(4).Select(part => new string(part)));

    public static RecoveryCode Create(Id<User> user, string code) => new() { UserId = user, Hash = HashOf(code) };

    /// <summary>Of a code as it was typed; case, dashes and spaces do not count, nor letters that look like a digit.</summary>
    public static byte[] HashOf(string typed) => Secret.Hash(typed.ToLowerInvariant()
        .Replace("-", "", StringComparison.Ordinal)
        .Replace(" ", "", StringComparison.Ordinal)
        .Replace('o', '0')
        .Replace('i', '1')
        .Replace('l', '1'));
}
