using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;

namespace Cesuur.Domain.Rating;

public enum BoardCaseKind
{
    /// <summary>All raters of the task found a technical problem, be they one.</summary>
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

    /// <summary>The sitting has no result, and the candidate takes the test again for free, without its being a resit.</summary>
    Retake,

    /// <summary>It can be rated: in a round others than those who found a problem do, else whoever rates the sitting.</summary>
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

    /// <summary>Whose raters left it to the board; absent: one rater did.</summary>
    public Id<RatingRound>? RoundId { get; private set; }

    /// <summary>The rating of one rater that holds it up; absent: it is of a round.</summary>
    public Id<SittingRating>? RatingId { get; private set; }

    public Id<Sitting> SittingId { get; private set; }

    public Id<Item> ItemId { get; private set; }

    public BoardCaseKind Kind { get; private set; }

    public DateTimeOffset OpenedAt { get; private set; }

    /// <summary>Absent: the board has not decided.</summary>
    public BoardDecision? Decision { get; private set; }

    /// <summary>What the task brings in the result, at an award.</summary>
    public decimal? Points { get; private set; }

    public string? Reason { get; private set; }

    public string? DecidedBy { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>When it came to nothing without the board: the rater could rate the task after all, the candidate worked on, or was erased.</summary>
    public DateTimeOffset? WithdrawnAt { get; private set; }

    public static BoardCase Open(Id<RatingRound> round, Id<Sitting> sitting, Id<Item> item, BoardCaseKind kind, DateTimeOffset now) => new()
    {
        Id = Id<BoardCase>.New(),
        RoundId = round,
        SittingId = sitting,
        ItemId = item,
        Kind = kind,
        OpenedAt = now,
    };

    /// <summary>The one rater of a sitting found a technical problem.</summary>
    public static BoardCase Open(SittingRating rating, Id<Item> item, DateTimeOffset now) => new()
    {
        Id = Id<BoardCase>.New(),
        RatingId = rating.Id,
        SittingId = rating.SittingId,
        ItemId = item,
        Kind = BoardCaseKind.TechnicalProblem,
        OpenedAt = now,
    };

    /// <summary>There is nothing left to decide; it stays on record.</summary>
    public void Withdraw(DateTimeOffset now) => WithdrawnAt = now;

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

        if (WithdrawnAt is not null)
        {
            throw new DomainException(RatingErrors.CaseWithdrawn);
        }

        if (points is null == (decision == BoardDecision.Award) || points < 0 || points > maxPoints)
        {
            throw new DomainException(RatingErrors.CasePoints, errors:
                new ErrorDetail("/points", RatingErrors.CasePoints.Code, $"An award, and nothing else, has points: from 0 to {maxPoints:0.####}."));
        }

        (Decision, Points, Reason, DecidedBy, DecidedAt) = (decision, points, reason, actor, now);
    }
}
