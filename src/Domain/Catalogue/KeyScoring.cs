using System.Globalization;
using System.Text;

namespace Cesuur.Domain.Catalogue;

/// <summary>What a response earns by a key.</summary>
public static class KeyScoring
{
    /// <param name="key">The key of an interaction of this type.</param>
    /// <param name="type">The type, which says what being right means.</param>
    /// <param name="values">The response as values, see <see cref="Answer.Values"/>; none, and it earns 0.</param>
    public static decimal Points(ScoringKey key, ItemType type, IReadOnlyList<string> values) => values switch
    {
        [] => 0,
        _ when key.Mapping is { } mapping => Math.Clamp(
            values.Distinct(StringComparer.Ordinal).Sum(value => PointsOf(value, mapping, key)), key.MinPoints ?? decimal.MinValue, key.MaxPoints ?? decimal.MaxValue),
        _ => IsRight(key, type, values) ? key.Points : 0,
    };

    /// <summary>The most that a key can bring at an interaction.</summary>
    public static decimal MaxPoints(ScoringKey key, Interaction interaction)
    {
        if (key.Mapping is not { } mapping)
        {
            return key.Points;
        }

        var several = interaction.Type is ItemType.MultipleChoice or ItemType.HotText or ItemType.Match or ItemType.GapMatch or ItemType.Order;
        var best = mapping.Select(entry => entry.Points).Where(points => points > 0).OrderDescending()
            .Take(several ? interaction.MaxChoices is > 0 and var most ? most : int.MaxValue : 1).Sum();
        return Math.Min(best, key.MaxPoints ?? best);
    }

    private static bool IsRight(ScoringKey key, ItemType type, IReadOnlyList<string> values) => type switch
    {
        ItemType.Order => values.SequenceEqual(key.Correct, StringComparer.Ordinal),
        ItemType.SingleChoice or ItemType.InlineChoice or ItemType.TextEntry =>
            values is [var only] && key.Correct.Any(right => Normalised(right, key.Text) == Normalised(only, key.Text)),
        _ => values.Count == key.Correct.Count && values.ToHashSet(StringComparer.Ordinal).SetEquals(key.Correct),
    };

    private static decimal PointsOf(string value, IReadOnlyList<MappedValue> mapping, ScoringKey key)
    {
        var given = Normalised(value, key.Text);
        return mapping.FirstOrDefault(entry => string.Equals(
            Normalised(entry.Value, key.Text), given, entry.CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase))?.Points
            ?? key.MappingDefault;
    }

    private static string Normalised(string text, TextMatching? matching)
    {
        if (matching is null)
        {
            return text;
        }

        var kept = new StringBuilder(text.Length);
        foreach (var rune in (matching.IgnoreAccents ? text.Normalize(NormalizationForm.FormD) : text).EnumerateRunes())
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
}
