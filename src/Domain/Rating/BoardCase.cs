using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;

namespace Cesuur.Domain.Rating;

public enum BoardCaseKind
{
    /// <summary>All raters of the task found a technical problem.</summary>
    TechnicalProblem,

    /// <summary>One of them did, and another rated it (ours).</summary>
    Disagreement,
}

/// <summary>What the board makes of a task with a technical problem (N annex 2; the choices are ours).</summary>
public enum BoardDecision
{
    /// <summary>The sitting has no result.</summary>
    Void,

    /// <summary>The task has these points.</summary>
    Award,

    /// <summary>The sitting has no result, and the candidate takes the test again, for which it does not count.</summary>
    Retake,

    /// <summary>It can be rated: others than those who found a problem do.</summary>
    Rate,
}

/// <summary>A task that the raters leave to the exam board. Until it decides, the sitting is held.</summary>
public sealed class BoardCase : TenantOwned, IIdentified
{
    private BoardCase()
    {
    }

    public static string IdPrefix => "case";

    public Id<BoardCase> Id { get; private set; }

    public Id<RatingRound> RoundId { get; private set; }

    public Id<Sitting> SittingId { get; private set; }

    public Id<Item> ItemId { get; private set; }

    public BoardCaseKind Kind { get; private set; }

    public DateTimeOffset OpenedAt { get; private set; }

    /// <summary>Absent: it is open.</summary>
    public BoardDecision? Decision { get; private set; }

    /// <summary>What the task brings in the result, at an award.</summary>
    public decimal? Points { get; private set; }

    public string? Reason { get; private set; }

    public string? DecidedBy { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    public static BoardCase Open(Id<RatingRound> round, Id<Sitting> sitting, Id<Item> item, BoardCaseKind kind, DateTimeOffset now) => new()
    {
        Id = Id<BoardCase>.New(),
        RoundId = round,
        SittingId = sitting,
        ItemId = item,
        Kind = kind,
        OpenedAt = now,
    };

    /// <param name="decision">What.</param>
    /// <param name="points">At an award, and only there.</param>
    /// <param name="maxPoints">The most that the task can bring in a result.</param>
    /// <param name="reason">Why.</param>
    /// <param name="actor">Who.</param>
    /// <param name="now">When.</param>
    public void Decide(BoardDecision decision, decimal? points, decimal maxPoints, string reason, string actor, DateTimeOffset now)
    {
        if (Decision is not null)
        {
            throw new DomainException(RatingErrors.CaseDecided);
        }

        if (points is null == (decision == BoardDecision.Award) || points < 0 || points > maxPoints)
        {
            throw new DomainException(RatingErrors.CasePoints, errors:
                new ErrorDetail("/points", RatingErrors.CasePoints.Code, $"An award, and nothing else, has points: from 0 to {maxPoints:0.####}."));
        }

        (Decision, Points, Reason, DecidedBy, DecidedAt) = (decision, points, reason, actor, now);
    }
}
