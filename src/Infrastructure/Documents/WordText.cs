namespace Cesuur.Infrastructure.Documents;

/// <summary>What people wrote, as Word documents can hold it.</summary>
internal static class WordText
{
    /// <summary>Without what XML has no form for; a name that holds such came from somewhere else than a keyboard.</summary>
    public static string Printable(string text) => string.Concat(text.EnumerateRunes().Where(rune => rune.Value is >= 0x20 and not (0xFFFE or 0xFFFF)));
}
