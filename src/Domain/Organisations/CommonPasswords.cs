using System.Reflection;

namespace Cesuur.Domain.Organisations;

/// <summary>What is guessed first: passwords that many people have, and what is known about the user.</summary>
public static class CommonPasswords
{
    private static readonly Lazy<HashSet<string>> Known = new(Read);

    /// <summary>
    /// Whether a password is a common one or one of the user's own words, with digits and signs around it or
    /// none; or the same over and over. Case does not count.
    /// </summary>
    /// <param name="password">Of twelve characters or more.</param>
    /// <param name="ownWords">The user's address and name, the organisation's name.</param>
    public static bool Includes(string password, params IEnumerable<string> ownWords)
    {
        var typed = password.ToLowerInvariant();
        return Known.Value.Contains(typed)
            || Known.Value.Contains(CoreOf(typed))
            || IsRepetition(typed)
            || ownWords.SelectMany(WaysToWrite).Any(word => typed == word || (CoreOf(word) is { Length: > 0 } core && CoreOf(typed) == core));
    }

    private static string CoreOf(string text)
    {
        var letters = text.AsSpan();
        while (letters.Length > 0 && !char.IsLetter(letters[0]))
        {
            letters = letters[1..];
        }

        while (letters.Length > 0 && !char.IsLetter(letters[^1]))
        {
            letters = letters[..^1];
        }

        return letters.ToString();
    }

    /// <summary>Something that is made of one shorter thing is found again in its double before the end.</summary>
    private static bool IsRepetition(string text) => (text + text).IndexOf(text, 1, StringComparison.Ordinal) < text.Length;

    private static IEnumerable<string> WaysToWrite(string own)
    {
        var whole = own.ToLowerInvariant();
        foreach (var text in new[] { whole, whole.Split('@')[0] })
        {
            yield return text;
            yield return string.Concat(text.Where(char.IsLetterOrDigit));
        }
    }

    private static HashSet<string> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Cesuur.Domain.Organisations.common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        var words = new HashSet<string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith("# ", StringComparison.Ordinal))
            {
                words.Add(line);
            }
        }

        return words;
    }
}
