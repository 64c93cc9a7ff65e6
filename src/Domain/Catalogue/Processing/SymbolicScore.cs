namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>
/// A number that the processing computes, for all responses at once: the sum of a constant and, for each response, of
/// what its value brings. What is no such sum has no symbolic score.
/// </summary>
internal sealed record SymbolicScore
{
    // A rule can double the score, and another again: what grows beyond any points is no longer followed.
    private const decimal Most = 1_000_000_000;

    private SymbolicScore(decimal constant, IReadOnlyDictionary<string, Share> shares) => (Constant, Shares) = (constant, shares);

    public decimal Constant { get; }

    public IReadOnlyDictionary<string, Share> Shares { get; }

    public static SymbolicScore Of(decimal constant) => new(constant, new Dictionary<string, Share>());

    public static SymbolicScore Of(string response, Share share) => new(0, new Dictionary<string, Share> { [response] = share });

    public static SymbolicScore? Sum(SymbolicScore one, SymbolicScore other)
    {
        var shares = new Dictionary<string, Share>(one.Shares);
        foreach (var (response, share) in other.Shares)
        {
            var sum = shares.TryGetValue(response, out var present) ? Share.Sum(present, share) : share;
            if (sum is null)
            {
                return null;
            }

            shares[response] = sum;
        }

        return IsReckonable(one.Constant + other.Constant) ? new(one.Constant + other.Constant, shares) : null;
    }

    /// <summary>One score where a condition on a response is true, and the other where it is not; beside that response they agree.</summary>
    public static SymbolicScore? Either(SymbolicCondition condition, SymbolicScore then, SymbolicScore otherwise)
    {
        if (condition.Response is not { } response)
        {
            return condition.Truth.Other is true ? then : otherwise;
        }

        var share = Share.Either(condition.Truth, then.ShareOf(response).Plus(then.Constant), otherwise.ShareOf(response).Plus(otherwise.Constant));
        var others = then.Shares.Where(one => one.Key != response).ToDictionary();
        var isAgreed = others.Count == otherwise.Shares.Count(one => one.Key != response)
            && others.All(one => otherwise.Shares.TryGetValue(one.Key, out var same) && ReferenceEquals(one.Value, same));
        return share is null || !isAgreed ? null : new(0, new Dictionary<string, Share>(others) { [response] = share });
    }

    /// <summary>
    /// A comparison of two numbers as a condition on the one response that they depend on. Floats that are no sums of
    /// halves, quarters and so on are left alone: computed and exact, they need not compare alike.
    /// </summary>
    public static SymbolicCondition? Compare(SymbolicScore one, SymbolicScore other, Func<decimal, decimal, bool> comparison)
    {
        var responses = one.Shares.Keys.Union(other.Shares.Keys).ToList();
        if (responses.Count > 1)
        {
            return null;
        }

        var response = responses.FirstOrDefault();
        var (left, right) = (one.ShareOf(response).Plus(one.Constant)?.Cases, other.ShareOf(response).Plus(other.Constant)?.Cases);
        if (left is null || right is null || left.With(right, IsExact) is not { } exact || !exact.Values.Values.All(all => all) || !exact.None || !exact.Other)
        {
            return null;
        }

        return left.With(right, (x, y) => (bool?)comparison(x, y)) is { } truth ? new SymbolicCondition(response, truth) : null;
    }

    internal static bool IsReckonable(decimal points) => Math.Abs(points) <= Most;

    private static bool IsExact(decimal one, decimal other) => decimal.IsInteger(one * 1024) && decimal.IsInteger(other * 1024);

    private Share ShareOf(string? response) => response is not null && Shares.TryGetValue(response, out var share) ? share : Share.Nothing;
}

/// <summary>What is true of a response, or of all responses where none is named; null is NULL.</summary>
internal sealed record SymbolicCondition(string? Response, Cases<bool?> Truth);

/// <summary>What a response brings: by cases, or the sum that a mapping makes of the values of a container.</summary>
/// <param name="Cases">What it brings case by case.</param>
/// <param name="Mapping">Set at a sum, whose cases then only say what NULL brings.</param>
internal sealed record Share(Cases<decimal> Cases, ResponseMapping? Mapping = null)
{
    public static readonly Share Nothing = new(new Cases<decimal>(0, 0));

    private bool IsNothing => Mapping is null && Cases is { None: 0, Other: 0, Values.Count: 0 };

    public static Share? Sum(Share one, Share other) =>
        one.IsNothing ? other
        : other.IsNothing ? one
        : one.Mapping is null && other.Mapping is null && one.Cases.With(other.Cases, (x, y) => x + y) is { } sum && sum.Values.Values.Append(sum.None).Append(sum.Other).All(SymbolicScore.IsReckonable) ? new(sum)
        : null;

    public static Share? Either(Cases<bool?> truth, Share? then, Share? otherwise)
    {
        if (then is null || otherwise is null)
        {
            return null;
        }

        if (then.Mapping is null && otherwise.Mapping is null)
        {
            var both = then.Cases.With(otherwise.Cases, (x, y) => (Then: x, Otherwise: y));
            return both is not null && truth.With(both, (isTrue, points) => isTrue is true ? points.Then : points.Otherwise) is { } cases ? new(cases) : null;
        }

        // Of a sum nothing but NULL can be told apart.
        if (truth.Values.Count > 0)
        {
            return null;
        }

        var none = (truth.None is true ? then : otherwise).Cases.None;
        var chosen = truth.Other is true ? then : otherwise;
        return chosen with { Cases = new(none, chosen.Cases.Other, chosen.Cases.Comparer, chosen.Cases.Values) };
    }

    public Share? Plus(decimal constant) =>
        constant == 0 ? this
        : Mapping is null ? new(Cases.Select(points => points + constant))
        : null;
}
