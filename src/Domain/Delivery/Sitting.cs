using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;

namespace Cesuur.Domain.Delivery;

public enum SittingState
{
    /// <summary>The code was typed; the clock does not run yet.</summary>
    CheckedIn,

    /// <summary>The clock runs until the deadline.</summary>
    Started,

    /// <summary>Over, by the candidate or by the deadline; not yet scored.</summary>
    Submitted,

    /// <summary>Scored as far as a machine can; a rater's turn.</summary>
    ToRate,

    /// <summary>There is a result.</summary>
    Rated,
}

public enum SubmittedBy
{
    Candidate,
    Deadline,
}

/// <summary>
/// A candidate's attempt on an invitation. Times are the database's, in the statement that saves, so
/// that two nodes never disagree about a deadline.
/// </summary>
public sealed class Sitting : TenantOwned, IIdentified
{
    private Sitting()
    {
    }

    public static string IdPrefix => "sit";

    public Id<Sitting> Id { get; private set; }

    public Id<Invitation> InvitationId { get; private set; }

    public Id<Candidate> CandidateId { get; private set; }

    /// <summary>The candidate's department. The database keeps it so, also when the candidate moves.</summary>
    public Id<Department>? DepartmentId { get; private set; }

    public Id<Organisation> PublisherId { get; private set; }

    public Id<Test> TestId { get; private set; }

    public Id<TestVersion> VersionId { get; private set; }

    public SittingState State { get; private set; }

    /// <summary>Raised when another device takes over; tokens of an earlier epoch are dead.</summary>
    public int DeviceEpoch { get; private set; }

    /// <summary>Zero-based: which step of the test the candidate is in. Steps are passed forward only.</summary>
    public int CurrentStep { get; private set; }

    /// <summary>The order in which this candidate sees what is shuffled, on whatever device.</summary>
    public long ShuffleSeed { get; private set; }

    public DateTimeOffset CheckedInAt { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? Deadline { get; private set; }

    public DateTimeOffset? SubmittedAt { get; private set; }

    public SubmittedBy? SubmittedBy { get; private set; }

    /// <param name="invitation">What it is an attempt on.</param>
    /// <param name="version">The version that it begins with.</param>
    /// <param name="shuffleSeed">Random, and shown to nobody: who knows it can put back in order what was shuffled.</param>
    /// <param name="now">The time.</param>
    public static Sitting CheckIn(Invitation invitation, Id<TestVersion> version, long shuffleSeed, DateTimeOffset now) => new()
    {
        Id = Id<Sitting>.New(),
        ShuffleSeed = shuffleSeed,
        InvitationId = invitation.Id,
        CandidateId = invitation.CandidateId,
        PublisherId = invitation.PublisherId,
        TestId = invitation.TestId,
        VersionId = version,
        State = SittingState.CheckedIn,
        DeviceEpoch = 1,
        CheckedInAt = now,
    };

    /// <summary>The code was typed again, on this or another device: it takes over, also while the clock runs.</summary>
    public void TakeOver()
    {
        RequireNotSubmitted();
        DeviceEpoch++;
    }

    public void Start(TimeSpan duration, DateTimeOffset now)
    {
        RequireNotSubmitted();
        if (State != SittingState.CheckedIn)
        {
            throw new DomainException(DeliveryErrors.AlreadyStarted);
        }

        State = SittingState.Started;
        StartedAt = now;
        Deadline = now + duration;
    }

    /// <summary>Goes to the next step; an earlier one cannot be entered again.</summary>
    public void Advance(int steps, DateTimeOffset now)
    {
        RequireRunning(now);
        if (CurrentStep + 1 >= steps)
        {
            throw new DomainException(DeliveryErrors.NoNextStep);
        }

        CurrentStep++;
    }

    /// <summary>The candidate is ready before the deadline, where the version allows it (T).</summary>
    public void Finish(bool canFinishEarly, DateTimeOffset now)
    {
        RequireRunning(now);
        if (!canFinishEarly)
        {
            throw new DomainException(DeliveryErrors.CannotFinishEarly);
        }

        Submit(Delivery.SubmittedBy.Candidate, now);
    }

    /// <summary>At the deadline the server submits, whatever the client does; what was saved counts (T).</summary>
    public void Expire()
    {
        Require(SittingState.Started);
        Submit(Delivery.SubmittedBy.Deadline, Deadline!.Value);
    }

    public void AwaitRating()
    {
        Require(SittingState.Submitted);
        State = SittingState.ToRate;
    }

    public void Grade()
    {
        if (State is not (SittingState.Submitted or SittingState.ToRate))
        {
            throw new DomainException(DeliveryErrors.NotInThisState, $"The sitting is {State}.");
        }

        State = SittingState.Rated;
    }

    /// <summary>The rating is opened again; the earlier scores stand until it is finalised (T).</summary>
    public void ReopenRating()
    {
        Require(SittingState.Rated);
        State = SittingState.ToRate;
    }

    /// <summary>Refuses what needs a running clock, also in the moments before an expired sitting is submitted.</summary>
    public void RequireRunning(DateTimeOffset now)
    {
        RequireNotSubmitted();
        Require(SittingState.Started);
        if (now >= Deadline)
        {
            throw new DomainException(DeliveryErrors.SittingClosed);
        }
    }

    private void Submit(SubmittedBy by, DateTimeOffset at)
    {
        State = SittingState.Submitted;
        SubmittedBy = by;
        SubmittedAt = at;
    }

    private void RequireNotSubmitted()
    {
        if (State is not (SittingState.CheckedIn or SittingState.Started))
        {
            throw new DomainException(DeliveryErrors.SittingClosed);
        }
    }

    private void Require(SittingState state)
    {
        if (State != state)
        {
            throw new DomainException(DeliveryErrors.NotInThisState, $"The sitting is {State}.");
        }
    }
}
