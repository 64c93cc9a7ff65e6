using System.Globalization;
using System.Text;

namespace Cesuur.Domain.Catalogue;

/// <summary>What each value earns by the mapping of a key: the first entry that it matches decides.</summary>
internal sealed class MappedPoints
{
    private readonly ScoringKey key;
    private readonly Dictionary<string, (int Index, decimal Points)> exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Index, decimal Points)> folded = new(StringComparer.OrdinalIgnoreCase);

    public MappedPoints(ScoringKey key)
    {
        this.key = key;
        foreach (var (index, entry) in (key.Mapping ?? []).Index())
        {
            (entry.CaseSensitive ? exact : folded).TryAdd(Normalised(entry.Value, key.Text), (index, KeyScoring.Reckonable(entry.Points)));
        }
    }

    /// <summary>What a value earns that no entry names.</summary>
    public decimal Default => KeyScoring.Reckonable(key.MappingDefault);

    public decimal this[string value]
    {
        get
        {
            var given = Normalised(value, key.Text);
            return (exact.TryGetValue(given, out var one), folded.TryGetValue(given, out var other)) switch
            {
                (true, true) => one.Index < other.Index ? one.Points : other.Points,
                (true, false) => one.Points,
                (false, true) => other.Points,
                _ => Default,
            };
        }
    }

    /// <summary>What typed texts can earn: by each entry that some text reaches, and by a text that no entry names.</summary>
    public IEnumerable<decimal> OfTexts()
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        var taken = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase); // of the ways to write a text in capitals or not
        foreach (var entry in key.Mapping ?? [])
        {
            var text = Normalised(entry.Value, key.Text);
            var before = taken.GetValueOrDefault(text);
            if (entry.CaseSensitive ? before < double.PositiveInfinity && named.Add(text) : before < Math.Pow(2, Letters(text)))
            {
                taken[text] = entry.CaseSensitive ? before + 1 : double.PositiveInfinity;
                yield return KeyScoring.Reckonable(entry.Points);
            }
        }

        yield return Default;
    }

    internal static string Normalised(string text, TextMatching? matching)
    {
        if (matching is null)
        {
            return text;
        }

        var kept = new StringBuilder(text.Length);
        // Runes first: half a surrogate pair cannot be normalised.
        foreach (var rune in (matching.IgnoreAccents ? string.Concat(text.EnumerateRunes()).Normalize(NormalizationForm.FormD) : text).EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if ((matching.IgnoreAccents && category == UnicodeCategory.NonSpacingMark) || (matching.IgnorePunctuation && Rune.IsPunctuation(rune)))
            {
                continue;
            }

            kept.Append(matching.IgnoreCase ? Rune.ToLowerInvariant(rune) : rune);
        }

        return matching.IgnoreSpaces
            ? string.Join(' ', kept.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            : kept.ToString();
    }

    private int Letters(string text) => key.Text is { IgnoreCase: true } ? 0 : text.Count(letter => char.ToUpperInvariant(letter) != char.ToLowerInvariant(letter));
}
