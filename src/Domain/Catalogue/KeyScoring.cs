namespace Cesuur.Domain.Catalogue;

/// <summary>What a response earns by a key. It comes to a number whatever the key holds, also what no publication lets pass.</summary>
public static class KeyScoring
{
    // Far above what a draft may hold, and far enough below where a decimal ends for any number of them to be summed.
    private const decimal MostReckoned = 1_000_000_000;

    /// <param name="key">The key of an interaction of this type.</param>
    /// <param name="type">The type, which says what being right means.</param>
    /// <param name="values">The response as values, see <see cref="Answer.Values"/>; none, and it earns 0.</param>
    public static decimal Points(ScoringKey key, ItemType type, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return 0;
        }

        if (key.Mapping is null)
        {
            return IsRight(key, type, values) ? Reckonable(key.Points) : 0;
        }

        var points = new MappedPoints(key);
        return Bounded(key, values.Distinct(StringComparer.Ordinal).Sum(value => points[value]));
    }

    /// <summary>The most that an answer which the interaction takes earns by a key: no more, and no less.</summary>
    public static decimal MaxPoints(ScoringKey key, Interaction interaction)
    {
        if (key.Mapping is null)
        {
            return CanBeRight(key, interaction) ? Math.Max(0, Reckonable(key.Points)) : 0;
        }

        var points = new MappedPoints(key);
        return Best(points, key, interaction) is { } best ? Math.Max(0, Bounded(key, best)) : 0;
    }

    /// <summary>Whether there is an answer that the interaction takes and that a key without a mapping calls right.</summary>
    internal static bool CanBeRight(ScoringKey key, Interaction interaction) => interaction.Type switch
    {
        ItemType.SingleChoice or ItemType.InlineChoice or ItemType.TextEntry => key.Correct.Any(right => AnswerCheck.Takes(interaction, [right])),
        _ => key.Correct.Count > 0 && AnswerCheck.Takes(interaction, key.Correct),
    };

    internal static decimal Reckonable(decimal points) => Math.Clamp(points, -MostReckoned, MostReckoned);

    // Null where no answer has a value.
    private static decimal? Best(MappedPoints points, ScoringKey key, Interaction interaction)
    {
        switch (interaction.Type)
        {
            case ItemType.TextEntry:
                return points.OfTexts().Max();
            case ItemType.Match or ItemType.GapMatch:
                return BestPairs.Of(interaction, key, points);
        }

        var each = interaction.Choices.Select(choice => choice.Id).Distinct(StringComparer.Ordinal).Select(id => points[id]).OrderDescending().ToList();
        var most = interaction.Type is ItemType.SingleChoice or ItemType.InlineChoice ? 1 : interaction.MaxChoices is > 0 and var limit ? limit : each.Count;
        return each.Count == 0 ? null : each[0] <= 0 ? each[0] : each.Take(most).Where(one => one > 0).Sum();
    }

    // As a mapping of QTI has it: where the bounds are crossed, the lower one counts.
    private static decimal Bounded(ScoringKey key, decimal sum) =>
        Reckonable(key.MinPoints > sum ? key.MinPoints.Value : key.MaxPoints < sum ? key.MaxPoints.Value : sum);

    private static bool IsRight(ScoringKey key, ItemType type, IReadOnlyList<string> values) => type switch
    {
        ItemType.Order => values.SequenceEqual(key.Correct, StringComparer.Ordinal),
        ItemType.SingleChoice or ItemType.InlineChoice or ItemType.TextEntry =>
            values is [var only] && MappedPoints.Normalised(only, key.Text) is var given && key.Correct.Any(right => MappedPoints.Normalised(right, key.Text) == given),
        _ => values.Count == key.Correct.Count && values.ToHashSet(StringComparer.Ordinal).SetEquals(key.Correct),
    };
}
