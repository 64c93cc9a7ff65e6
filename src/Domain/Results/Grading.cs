using System.Globalization;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Results;

/// <summary>From points to a result.</summary>
public static class Grading
{
    private const decimal LowestMark = 1m;
    private const decimal PassMark = 5.5m;
    private const decimal HighestMark = 10m;

    /// <summary>Grades points, which are fractions where ratings are averaged (N), by the cut score.</summary>
    /// <param name="points">From 0 to <paramref name="maxPoints"/>.</param>
    /// <param name="maxPoints">The most that can be had.</param>
    /// <param name="cutScore">The points from which the test is passed, as <see cref="CheckCutScore"/> allows.</param>
    /// <param name="policy">What the result says.</param>
    /// <param name="level">The level of the test.</param>
    public static Grade Grade(decimal points, decimal maxPoints, int cutScore, ResultPolicy policy, Level? level = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(points);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(points, maxPoints);
        if (CheckCutScore(cutScore, maxPoints, policy) is { } wrong)
        {
            throw new ArgumentOutOfRangeException(nameof(cutScore), cutScore, wrong.Detail);
        }

        var outcome = points >= cutScore ? Outcome.Pass : Outcome.Fail;
        return new Grade
        {
            Outcome = outcome,
            Mark = policy == ResultPolicy.Mark ? Mark(points, maxPoints, cutScore) : null,
            Level = policy == ResultPolicy.CefrLevel && outcome == Outcome.Pass ? level : null,
        };
    }

    /// <summary>
    /// What is wrong with a cut score, or nothing: it lies from 1 to the maximum, and for a mark below
    /// the maximum, since the line from 5.5 to 10 needs two ends.
    /// </summary>
    public static ErrorDetail? CheckCutScore(int? cutScore, decimal maxPoints, ResultPolicy policy)
    {
        const string Pointer = "/cutScore";
        if (cutScore is not { } cut)
        {
            return new ErrorDetail(Pointer, ResultErrors.CutScoreMissing.Code, ResultErrors.CutScoreMissing.Title);
        }

        return cut >= 1 && (policy == ResultPolicy.Mark ? cut < maxPoints : cut <= maxPoints)
            ? null
            : new ErrorDetail(
                Pointer,
                ResultErrors.CutScoreOutOfRange.Code,
                $"The cut score is at least 1 and {(policy == ResultPolicy.Mark ? "below" : "at most")} the maximum, which is {maxPoints.ToString("0.####", CultureInfo.InvariantCulture)} points.");
    }

    /// <summary>
    /// Zero gives 1, the cut score 5.5, the maximum 10, on a straight line between them (E: 5.5 passes;
    /// the line is ours). Pass and fail do not follow from the rounded mark: a fail by a hair can read 5.5.
    /// Multiplying first keeps every half exact, so that it rounds away from zero as it should.
    /// </summary>
    private static decimal Mark(decimal points, decimal maxPoints, int cutScore)
    {
        var mark = points < cutScore
            ? LowestMark + ((PassMark - LowestMark) * points / cutScore)
            : PassMark + ((HighestMark - PassMark) * (points - cutScore) / (maxPoints - cutScore));
        return Math.Round(mark, 1, MidpointRounding.AwayFromZero);
    }
}
