using System.Globalization;
using System.Text;

namespace Cesuur.Domain;

/// <summary>
/// The form in which names are searched and sorted: accents and case removed, white space single.
/// It is stored, so that a prefix search is a range of an index and not a LIKE.
/// </summary>
public static class SearchKey
{
    public static string Of(string text)
    {
        var key = new StringBuilder(text.Length);
        var gap = false;
        foreach (var c in text.Trim().Normalize(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            if (char.IsWhiteSpace(c))
            {
                gap = true;
                continue;
            }

            if (gap)
            {
                key.Append(' ');
                gap = false;
            }

            key.Append(char.ToLowerInvariant(c));
        }

        return key.ToString();
    }
}
