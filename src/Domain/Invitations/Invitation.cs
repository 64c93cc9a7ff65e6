using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;

namespace Cesuur.Domain.Invitations;

public enum InvitationState
{
    Invited,

    /// <summary>A sitting has begun; the code cannot be deactivated any more (T).</summary>
    Used,
    Deactivated,
}

/// <summary>One candidate × one test, with one unique access code; paid with one credit (T).</summary>
public sealed class Invitation : TenantOwned, IIdentified
{
    private Invitation()
    {
    }

    public static string IdPrefix => "inv";

    public Id<Invitation> Id { get; private set; }

    public Id<Candidate> CandidateId { get; private set; }

    /// <summary>The candidate's department. The database keeps it so, also when the candidate moves.</summary>
    public Id<Department>? DepartmentId { get; private set; }

    public Id<Organisation> PublisherId { get; private set; }

    public Id<Test> TestId { get; private set; }

    public string Code { get; private set; } = null!;

    public InvitationState State { get; private set; }

    /// <summary>The code starts a test from this time on; absent: at once.</summary>
    public DateTimeOffset? OpensAt { get; private set; }

    /// <summary>The code starts a test until this time; absent: always.</summary>
    public DateTimeOffset? ClosesAt { get; private set; }

    /// <summary>The user who invited, and who rates by default (ours); absent when a key did.</summary>
    public Id<User>? InvitedBy { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static Invitation Create(
        Id<Candidate> candidate, Id<Organisation> publisher, Id<Test> test, DateTimeOffset? opensAt, DateTimeOffset? closesAt, Id<User>? invitedBy, DateTimeOffset now) => new()
        {
            Id = Id<Invitation>.New(),
            CandidateId = candidate,
            PublisherId = publisher,
            TestId = test,
            Code = AccessCode.Create(),
            State = InvitationState.Invited,
            OpensAt = opensAt,
            ClosesAt = closesAt,
            InvitedBy = invitedBy,
            CreatedAt = now,
        };

    /// <summary>Gives the code back, and with it the credit (T); only while no sitting has begun.</summary>
    public void Deactivate()
    {
        if (State != InvitationState.Invited)
        {
            throw new DomainException(State == InvitationState.Used ? InvitationErrors.AlreadyUsed : InvitationErrors.AlreadyDeactivated);
        }

        State = InvitationState.Deactivated;
    }

    /// <summary>The code was typed: it must be alive and its window open.</summary>
    public void RequireUsable(DateTimeOffset now)
    {
        if (State == InvitationState.Deactivated)
        {
            throw new DomainException(InvitationErrors.CodeUnknown);
        }

        if (now < OpensAt || now >= ClosesAt)
        {
            throw new DomainException(InvitationErrors.OutsideWindow, $"The code can be used from {OpensAt:O} to {ClosesAt:O}.");
        }
    }

    /// <summary>The clock of a sitting starts: only while the code can be used, also when it was typed earlier.</summary>
    public void Use(DateTimeOffset now)
    {
        RequireUsable(now);
        State = InvitationState.Used;
    }
}
