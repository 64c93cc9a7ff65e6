using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Sessions;

namespace Cesuur.Domain.Rating;

public enum RatingRoundState
{
    Open,

    /// <summary>Every sitting has its points.</summary>
    Closed,
}

/// <summary>Sittings of one version that independent raters rate task by task, each blind to the others (N, R art. 11, P §4).</summary>
public sealed class RatingRound : TenantOwned, IIdentified
{
    private RatingRound()
    {
    }

    public static string IdPrefix => "round";

    public Id<RatingRound> Id { get; private set; }

    public Id<Organisation> PublisherId { get; private set; }

    public Id<Test> TestId { get; private set; }

    public Id<TestVersion> VersionId { get; private set; }

    /// <summary>Only sittings of its sessions; absent: all of the version.</summary>
    public Id<ExamMoment>? ExamMomentId { get; private set; }

    /// <summary>How many raters each task has from the beginning.</summary>
    public int RatingsPerTask { get; private set; }

    /// <summary>For how long a task is a rater's alone.</summary>
    public int ClaimMinutes { get; private set; }

    public RatingRoundState State { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public string CreatedBy { get; private set; } = null!;

    public DateTimeOffset? ClosedAt { get; private set; }

    public string? ClosedBy { get; private set; }

    public static RatingRound Open(TestVersion version, Id<ExamMoment>? moment, int claimMinutes, string actor, DateTimeOffset now)
    {
        if (version.Policies.Rating.Raters < 2)
        {
            throw new DomainException(RatingErrors.RatedByOne);
        }

        return new RatingRound
        {
            Id = Id<RatingRound>.New(),
            PublisherId = version.TenantId,
            TestId = version.TestId,
            VersionId = version.Id,
            ExamMomentId = moment,
            RatingsPerTask = version.Policies.Rating.Raters,
            ClaimMinutes = claimMinutes,
            State = RatingRoundState.Open,
            CreatedAt = now,
            CreatedBy = actor,
        };
    }

    public void RequireOpen()
    {
        if (State != RatingRoundState.Open)
        {
            throw new DomainException(RatingErrors.RoundClosed);
        }
    }

    /// <summary>Until when a task claimed now is its rater's alone.</summary>
    public DateTimeOffset ClaimEnds(DateTimeOffset now) => now.AddMinutes(ClaimMinutes);

    public void Close(string actor, DateTimeOffset now)
    {
        RequireOpen();
        (State, ClosedAt, ClosedBy) = (RatingRoundState.Closed, now, actor);
    }

    /// <summary>A cut score that moved asks for further ratings. Asked of an open round it changes nothing.</summary>
    public void Reopen() => (State, ClosedAt, ClosedBy) = (RatingRoundState.Open, null, null);
}

/// <summary>Somebody who rates in a round.</summary>
public sealed class RoundRater : TenantOwned
{
    private RoundRater()
    {
    }

    public Id<RatingRound> RoundId { get; private set; }

    public Id<User> UserId { get; private set; }

    public DateTimeOffset JoinedAt { get; private set; }

    /// <summary>Since when the rater gets no tasks any more; what they rated counts.</summary>
    public DateTimeOffset? LeftAt { get; private set; }

    public static RoundRater Join(Id<RatingRound> round, Id<User> user, DateTimeOffset now) => new() { RoundId = round, UserId = user, JoinedAt = now };

    public void Leave(DateTimeOffset now) => LeftAt ??= now;

    public void Return() => LeftAt = null;
}

/// <summary>A sitting that is rated in a round; in one only.</summary>
public sealed class RoundSitting : TenantOwned
{
    private RoundSitting()
    {
    }

    public Id<RatingRound> RoundId { get; private set; }

    public Id<Sitting> SittingId { get; private set; }

    public DateTimeOffset AddedAt { get; private set; }

    /// <summary>The case by which the board left it without a result.</summary>
    public Id<BoardCase>? VoidedBy { get; private set; }

    /// <summary>Since when nothing of it is rated, since its candidate was erased. A result that it had stands.</summary>
    public DateTimeOffset? ErasedAt { get; private set; }

    public static RoundSitting Add(Id<RatingRound> round, Id<Sitting> sitting, DateTimeOffset now) => new() { RoundId = round, SittingId = sitting, AddedAt = now };

    public void Void(Id<BoardCase> by) => VoidedBy = by;

    public void Erase(DateTimeOffset now) => ErasedAt = now;
}
