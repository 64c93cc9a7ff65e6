namespace Cesuur.Domain.Catalogue;

/// <summary>
/// The most that an answer of pairs brings, when each choice and each target is in no more of them than it may: pairs
/// are taken one by one, along the path that gains most, which may put others in the place of pairs taken before.
/// </summary>
internal static class BestPairs
{
    /// <summary>How many pairs there can be to choose from; publication lets no more pass.</summary>
    public const int MaxPairs = 10_000;

    /// <summary>The sum of at least one pair, or null where there is none to take.</summary>
    public static decimal? Of(Interaction interaction, ScoringKey key, MappedPoints points)
    {
        var choices = Places(interaction.Choices);
        var targets = Places(interaction.Targets);
        if (choices.Count == 0 || targets.Count == 0)
        {
            return null;
        }

        var isLarge = (long)choices.Count * targets.Count > MaxPairs;
        var named = key.Mapping!.Select(entry => entry.Value).Distinct(StringComparer.Ordinal).Select(value => value.Split(' '))
            .Where(words => words is [var source, var target] && choices.ContainsKey(source) && targets.ContainsKey(target)).ToList();
        // Unnamed pairs bring the default, which matters where it is the best there is.
        var all = isLarge || (points.Default <= 0 && named.Any(pair => points[string.Join(' ', pair)] > 0))
            ? named
            : [.. choices.Keys.SelectMany(_ => targets.Keys, (source, target) => new[] { source, target })];
        var edges = all.Select(pair => (Choice: choices[pair[0]], Target: targets[pair[1]], Points: points[string.Join(' ', pair)])).ToList();
        var earning = edges.Where(edge => edge.Points > 0).ToList();
        if (earning.Count == 0)
        {
            return edges.Select(edge => (decimal?)edge.Points).Max() ?? points.Default;
        }

        var limit = interaction.MaxChoices is > 0 and var most ? most : int.MaxValue;
        int[] room = [.. RoomOf(interaction.Choices), .. RoomOf(interaction.Targets)];
        return isLarge ? earning.Sum(edge => edge.Points) : Best(earning, choices.Count, room, limit);
    }

    private static decimal Best(List<(int Choice, int Target, decimal Points)> edges, int choices, int[] room, int limit)
    {
        if (edges.Count <= limit
            && edges.CountBy(edge => edge.Choice).All(used => used.Value <= room[used.Key])
            && edges.CountBy(edge => edge.Target).All(used => used.Value <= room[choices + used.Key]))
        {
            return edges.Sum(edge => edge.Points);
        }

        var isTaken = new bool[edges.Count];
        var sum = 0m;
        for (var count = 0; count < limit; count++)
        {
            var (gains, via) = Paths(edges, isTaken, choices, room);
            var end = Enumerable.Range(choices, room.Length - choices).MaxBy(target => room[target] > 0 ? gains[target] ?? 0 : 0);
            if (room[end] == 0 || gains[end] is not { } gain || gain <= 0)
            {
                break;
            }

            sum += gain;
            room[end]--;
            var node = end;
            while (via[node] is { } edge)
            {
                node = node < choices ? choices + edges[edge].Target : edges[edge].Choice;
                isTaken[edge] = !isTaken[edge];
            }

            room[node]--;
        }

        return sum;
    }

    // What each choice and target gains most, from the choices that have room on, and by which pair it is reached.
    private static (decimal?[] Gains, int?[] Via) Paths(List<(int Choice, int Target, decimal Points)> edges, bool[] isTaken, int choices, int[] room)
    {
        decimal?[] gains = [.. room.Select((free, node) => node < choices && free > 0 ? 0m : (decimal?)null)];
        var via = new int?[room.Length];
        for (var isChanged = true; isChanged;)
        {
            isChanged = false;
            for (var edge = 0; edge < edges.Count; edge++)
            {
                var (from, to, points) = (edges[edge].Choice, choices + edges[edge].Target, edges[edge].Points);
                if (isTaken[edge])
                {
                    (from, to, points) = (to, from, -points);
                }

                if (gains[from] + points is { } gain && !(gains[to] >= gain))
                {
                    (gains[to], via[to], isChanged) = (gain, edge, true);
                }
            }
        }

        return (gains, via);
    }

    private static Dictionary<string, int> Places(IReadOnlyList<Choice> choices)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var choice in choices)
        {
            places.TryAdd(choice.Id, places.Count);
        }

        return places;
    }

    private static IEnumerable<int> RoomOf(IReadOnlyList<Choice> choices) => choices.DistinctBy(choice => choice.Id).Select(choice => choice.PairsAtMost);
}
