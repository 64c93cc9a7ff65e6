using System.Text;
using System.Text.RegularExpressions;

namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>
/// A regular expression of XML Schema, which is what <c>pattern-match</c> has, as one of .NET that never backtracks.
/// What means something else in both languages and has no plain translation is refused.
/// </summary>
internal static class XsdPattern
{
    private const int MaxLength = 2_000;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(1);

    /// <summary>The expression for the whole of a text, or null with the reason why there is none.</summary>
    public static Regex? Translate(string pattern, out string? reason)
    {
        if (pattern.Length > MaxLength)
        {
            reason = $"A pattern has at most {MaxLength} characters.";
            return null;
        }

        var translated = Translated(pattern, out reason);
        if (translated is null)
        {
            return null;
        }

        try
        {
            return new Regex($@"\A(?:{translated})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeLimit);
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            reason = "The pattern is none of XML Schema, or cannot be matched without backtracking.";
            return null;
        }
    }

    private static string? Translated(string pattern, out string? reason)
    {
        var result = new StringBuilder();
        var classes = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            var before = i == 0 ? '\0' : pattern[i - 1];
            switch (pattern[i])
            {
                case '\\' when i + 1 < pattern.Length:
                    i++;
                    if (Escaped(pattern[i], classes > 0) is not { } escaped)
                    {
                        reason = $@"The escape \{pattern[i]} is not supported here.";
                        return null;
                    }

                    result.Append(escaped);
                    break;
                case '^' or '$' when classes == 0:
                    reason = $"In patterns of XML Schema {pattern[i]} is an ordinary character and the whole text is matched anyway; escape it, or leave it out.";
                    return null;
                case '?' when classes == 0 && before is '?' or '*' or '+' or '(' && (i < 2 || pattern[i - 2] != '\\'):
                    reason = "Patterns of XML Schema have neither lazy quantifiers nor groups of kinds.";
                    return null;
                case '{' when before is not ('p' or 'P') && i + 1 < pattern.Length && char.IsAsciiLetter(pattern[i + 1]):
                    reason = "A pattern taken from a variable is not supported.";
                    return null;
                case '.' when classes == 0:
                    result.Append("[^\\n\\r]");
                    break;
                case '#' or ' ' when classes == 0:
                    result.Append('\\').Append(pattern[i]);
                    break;
                default:
                    classes += pattern[i] switch { '[' => 1, ']' when classes > 0 => -1, _ => 0 };
                    result.Append(pattern[i]);
                    break;
            }
        }

        reason = null;
        return result.ToString();
    }

    // What these stand for is narrower, or wider, in .NET.
    private static string? Escaped(char escaped, bool inClass) => escaped switch
    {
        's' => inClass ? @" \t\n\r" : @"[ \t\n\r]",
        'S' when !inClass => @"[^ \t\n\r]",
        'w' when !inClass => @"[^\p{P}\p{Z}\p{C}]",
        'W' => inClass ? @"\p{P}\p{Z}\p{C}" : @"[\p{P}\p{Z}\p{C}]",
        'd' or 'D' or 'p' or 'P' or 'n' or 'r' or 't' => $@"\{escaped}",
        _ when !char.IsAsciiLetterOrDigit(escaped) => $@"\{escaped}",
        _ => null,
    };
}
