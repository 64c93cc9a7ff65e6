using System.Text;

namespace Cesuur.Domain.Rating;

/// <summary>The words of a text: what stands between white space and has a letter or a digit in it.</summary>
public static class Words
{
    public static int Count(ReadOnlySpan<char> text)
    {
        var (words, counted) = (0, false);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                counted = false;
            }
            else if (!counted && Rune.IsLetterOrDigit(rune))
            {
                counted = true;
                words++;
            }
        }

        return words;
    }
}
