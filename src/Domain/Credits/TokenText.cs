using System.Security.Cryptography;

namespace Cesuur.Domain.Credits;

/// <summary>
/// A credit token as people type it: 18 random characters and two check characters, in groups of five. Case, dashes and
/// spaces do not count, and the letters that look like a digit (I, L, O) are read as it.
/// </summary>
/// <remarks>
/// The check is the number that the characters write in base 32, modulo the largest prime below 32². It finds every
/// single wrong character and every two neighbours that changed places, and all but one in a thousand of anything else:
/// whoever mistypes is told so, and does not count as guessing.
/// </remarks>
public static class TokenText
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Random = 18;
    private const int Length = Random + 2;
    private const int Group = 5;
    private const int Prime = 1021;

    /// <summary>A new one, 90 random bits, as it is handed out.</summary>
    public static string Create()
    {
        var characters = RandomNumberGenerator.GetString(Alphabet, Random);
        var check = CheckOf(characters);
        return string.Join('-', $"{characters}{Alphabet[check / 32]}{Alphabet[check % 32]}".Chunk(Group).Select(group => new string(group)));
    }

    /// <summary>What was typed, in the one form that is looked up.</summary>
    /// <exception cref="DomainException"><c>token_mistyped</c></exception>
    public static string Read(string typed)
    {
        var read = new string([.. typed.ToUpperInvariant().Where(c => c is not '-' && !char.IsWhiteSpace(c)).Select(c => c switch
        {
            'I' or 'L' => '1',
            'O' => '0',
            _ => c,
        })]);
        return read.Length == Length && read.All(Alphabet.Contains) && CheckOf(read[..Random]) == ValueOf(read[Random..], int.MaxValue)
            ? read
            : throw new DomainException(CreditErrors.TokenMistyped, errors: new ErrorDetail("/token", "token_mistyped", "It has 20 letters and digits, the last two of which check the others."));
    }

    private static int CheckOf(string characters) => ValueOf(characters, Prime);

    private static int ValueOf(string characters, int modulus) =>
        characters.Aggregate(0, (value, c) => (value * 32 + Alphabet.IndexOf(c, StringComparison.Ordinal)) % modulus);
}
