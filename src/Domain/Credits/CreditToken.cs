using System.Security.Cryptography;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Credits;

/// <summary>Bought credits on their way to an organisation. Shown once, stored as a hash, redeemed once, ever (T).</summary>
public sealed class CreditToken : TenantOwned, IIdentified
{
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 20;

    private CreditToken()
    {
    }

    public static string IdPrefix => "ctok";

    public Id<CreditToken> Id { get; private set; }

    public byte[] Hash { get; private set; } = null!;

    /// <summary>The last four characters, to recognise it in a list.</summary>
    public string Hint { get; private set; } = null!;

    public int Credits { get; private set; }

    public string? Note { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    public Id<Organisation>? RedeemedBy { get; private set; }

    public DateTimeOffset? RedeemedAt { get; private set; }

    /// <summary>Mints a token of <paramref name="credits"/> credits; <paramref name="text"/> is what is handed to the buyer.</summary>
    public static CreditToken Mint(int credits, string? note, DateTimeOffset? expiresAt, DateTimeOffset now, out string text)
    {
        var characters = RandomNumberGenerator.GetString(Alphabet, Length);
        text = string.Join('-', characters.Chunk(5).Select(group => new string(group)));
        return new CreditToken
        {
            Id = Id<CreditToken>.New(),
            Hash = HashOf(text),
            Hint = characters[^4..],
            Credits = credits,
            Note = note,
            CreatedAt = now,
            ExpiresAt = expiresAt,
        };
    }

    /// <summary>The look-up form of a typed token: case, dashes and spaces do not count.</summary>
    public static byte[] HashOf(string typed) =>
        Secret.Hash(new string([.. typed.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]));
}
