using System.Security.Cryptography;

namespace Cesuur.Domain.Invitations;

/// <summary>
/// What a candidate types to begin: ten characters out of 30 that cannot be mistaken for one another,
/// shown in two groups. 5.9 × 10^14 codes: with a million open ones a guess finds one in 590 million.
/// </summary>
public static class AccessCode
{
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 10;

    public static string Create() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>As it is printed: <c>K7RTM-3XQ9B</c>.</summary>
    public static string Display(string code) => $"{code[..5]}-{code[5..]}";

    /// <summary>As it is stored: case, dashes and spaces do not count. Null when it cannot be a code.</summary>
    public static string? Normalise(string typed)
    {
        var code = new string([.. typed.ToUpperInvariant().Where(c => c is not '-' && !char.IsWhiteSpace(c))]);
        return code.Length == Length && code.All(Alphabet.Contains) ? code : null;
    }
}
