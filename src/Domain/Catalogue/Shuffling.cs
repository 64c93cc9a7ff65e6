namespace Cesuur.Domain.Catalogue;

/// <summary>
/// Order by a stored seed: the same seed gives the same order for ever, on every machine and after every update,
/// which no library promises of its random numbers.
/// </summary>
public static class Shuffling
{
    /// <param name="all">In the author's order.</param>
    /// <param name="seed">The sitting's.</param>
    /// <param name="salt">What is shuffled, so that each list has an order of its own.</param>
    /// <param name="isFixed">What keeps its place.</param>
    public static IReadOnlyList<T> Shuffle<T>(IReadOnlyList<T> all, long seed, string salt, Func<T, bool> isFixed)
    {
        var state = (ulong)seed;
        foreach (var character in salt)
        {
            state = Next(ref state) ^ character;
        }

        var places = Enumerable.Range(0, all.Count).Where(i => !isFixed(all[i])).ToArray();
        var order = all.ToArray();
        for (var i = places.Length - 1; i > 0; i--)
        {
            var j = (int)(Next(ref state) % (ulong)(i + 1)); // the bias is that of a list's length in 2^64
            (order[places[i]], order[places[j]]) = (order[places[j]], order[places[i]]);
        }

        return order;
    }

    // SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Next(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
