using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Domain.Sessions;

namespace Cesuur.Domain.Invitations;

public enum InvitationState
{
    Invited,

    /// <summary>A sitting has begun; the code cannot be deactivated any more (T).</summary>
    Used,

    /// <summary>Taken back, and its credit with it (T).</summary>
    Deactivated,

    /// <summary>Its window was over before a sitting began (ours).</summary>
    Expired,

    /// <summary>The candidate did not come (ours).</summary>
    Absent,
}

/// <summary>Who pays for an invitation, for ever.</summary>
/// <param name="Department">The candidate's when they were invited; absent: none.</param>
/// <param name="FromAllocation">Whether the credit was the department's; otherwise it was the organisation's own.</param>
/// <param name="Price">What the organisation charges the department; absent: no prices were in force.</param>
public sealed record InvitationCharge(Id<Department>? Department, bool FromAllocation, Price? Price)
{
    /// <summary>Nobody pays.</summary>
    public static readonly InvitationCharge None = new(null, FromAllocation: false, null);
}

/// <summary>One candidate × one test, with one unique access code; paid with one credit (T), unless a technical problem made it necessary.</summary>
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

    /// <summary>With which others it was made and paid; the source of that in the ledger.</summary>
    public Id<Confirmation> ConfirmationId { get; private set; }

    /// <summary>With which others its credit came back; the source of that in the ledger. Absent: it did not.</summary>
    public Id<Deactivation>? DeactivationId { get; private set; }

    /// <summary>The code starts a test from this time on; absent: at once.</summary>
    public DateTimeOffset? OpensAt { get; private set; }

    /// <summary>The code starts a test until this time; absent: always.</summary>
    public DateTimeOffset? ClosesAt { get; private set; }

    /// <summary>What this candidate is given beyond others; absent: nothing.</summary>
    public Accommodations? Accommodations { get; private set; }

    /// <summary>The session that the candidate is registered for; its times are the window then. Absent: none.</summary>
    public Id<ExamSession>? ExamSessionId { get; private set; }

    /// <summary>The candidate's own in the session.</summary>
    public string? Seat { get; private set; }

    /// <summary><see cref="Sessions.Seat.KeyOf"/> the seat.</summary>
    public string? SeatKey { get; private set; }

    /// <summary>The session's payment term; absent: there is nothing to pay.</summary>
    public DateTimeOffset? FeeDueAt { get; private set; }

    /// <summary>Whether staff recorded that the exam fee is paid; it has nothing to do with credits.</summary>
    public bool FeePaid { get; private set; }

    /// <summary>Absent: nobody has recorded it.</summary>
    public Presence? Presence { get; private set; }

    /// <summary>When an invigilator saw who the candidate is (R art. 6).</summary>
    public DateTimeOffset? IdentityCheckedAt { get; private set; }

    /// <summary>The user or key who did.</summary>
    public string? IdentityCheckedBy { get; private set; }

    /// <summary>What an invigilator wrote of the candidate's attendance.</summary>
    public string? AttendanceNote { get; private set; }

    /// <summary>The user who invited, and who rates by default (ours); absent when a key did.</summary>
    public Id<User>? InvitedBy { get; private set; }

    /// <summary>The candidate's department when they were invited: whom the administration is charged to, wherever the candidate goes.</summary>
    public Id<Department>? ChargedDepartmentId { get; private set; }

    /// <summary>Whether the credit was the department's own; otherwise it was the organisation's.</summary>
    public bool FromAllocation { get; private set; }

    /// <summary>What the department is charged, in minor units; absent: no prices were in force.</summary>
    public long? PriceAmount { get; private set; }

    public string? PriceCurrency { get; private set; }

    /// <summary>The sitting that is taken again after a technical problem, which costs nobody anything (T). Absent: it is paid.</summary>
    public Id<Sitting>? RetakeOf { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    // What lists are sorted by. The database keeps them: the candidate's name as it is searched, and the window with
    // its open ends at infinity.
    public string CandidateKey { get; private set; } = null!;

    public DateTimeOffset OpensKey { get; private set; }

    public DateTimeOffset ClosesKey { get; private set; }

    /// <summary>When it was deactivated, expired or recorded as an absence; absent: it was not.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>On whose account its credit was, and goes back to; null: the organisation's own.</summary>
    public Id<Department>? PaidBy => FromAllocation ? ChargedDepartmentId : null;

    public static Invitation Create(
        Id<Candidate> candidate, Id<Organisation> publisher, Id<Test> test, DateTimeOffset? opensAt, DateTimeOffset? closesAt,
        Id<User>? invitedBy, Id<Confirmation> confirmation, InvitationCharge charge, DateTimeOffset now, Accommodations? accommodations = null,
        Id<Sitting>? retakeOf = null) => new()
        {
            Id = Id<Invitation>.New(),
            CandidateId = candidate,
            PublisherId = publisher,
            TestId = test,
            Code = AccessCode.Create(),
            State = InvitationState.Invited,
            ConfirmationId = confirmation,
            OpensAt = opensAt,
            ClosesAt = closesAt,
            Accommodations = accommodations,
            InvitedBy = invitedBy,
            ChargedDepartmentId = charge.Department,
            FromAllocation = charge.FromAllocation,
            PriceAmount = charge.Price?.Amount,
            PriceCurrency = charge.Price?.Currency,
            RetakeOf = retakeOf,
            CreatedAt = now,
        };

    /// <summary>Another code, since this one is somebody else's already; only before it is told to anybody.</summary>
    public void Recode() => Code = AccessCode.Create();

    /// <summary>Another window, and other accommodations, for what has not been used. The window of who is in a session is the session's.</summary>
    public void Change(DateTimeOffset? opensAt, DateTimeOffset? closesAt, Accommodations? accommodations)
    {
        RequireOpen();
        if (ExamSessionId is not null && (opensAt, closesAt) != (OpensAt, ClosesAt))
        {
            throw new DomainException(InvitationErrors.WindowOfSession);
        }

        (OpensAt, ClosesAt, Accommodations) = (opensAt, closesAt, accommodations);
    }

    /// <summary>Gives the code back, and with it the credit (T); only while no sitting has begun.</summary>
    public void Deactivate(Id<Deactivation> deactivation, DateTimeOffset now)
    {
        End(InvitationState.Deactivated, deactivation, now);
        GiveUpSeat();
    }

    /// <summary>Its window is over.</summary>
    /// <param name="refund">With which others its credit comes back; null: it does not.</param>
    /// <param name="now">The organisation's time.</param>
    public void Expire(Id<Deactivation>? refund, DateTimeOffset now) => End(InvitationState.Expired, refund, now);

    /// <summary>Whether the candidate had not started when the session was over. Who was there and works on paper has: it is keyed in later.</summary>
    public bool WasMissed => State == InvitationState.Invited && !(Accommodations is { Paper: true } && (Presence is Sessions.Presence.Present or Sessions.Presence.Late));

    /// <summary>The candidate did not come.</summary>
    /// <param name="refund">With which others its credit comes back; null: it does not.</param>
    /// <param name="now">The organisation's time.</param>
    public void MarkAbsent(Id<Deactivation>? refund, DateTimeOffset now) => End(InvitationState.Absent, refund, now);

    /// <summary>The code was typed: it must be alive and its window open.</summary>
    public void RequireUsable(DateTimeOffset now)
    {
        if (State == InvitationState.Deactivated)
        {
            throw new DomainException(InvitationErrors.CodeUnknown);
        }

        if (State == InvitationState.Absent)
        {
            throw new DomainException(InvitationErrors.OutsideWindow, "The candidate was recorded absent.");
        }

        RequireWithin(ExamSessionId is null ? OpensAt : OpensAt - ExamSession.CheckInMargin, now);
    }

    /// <summary>The test is taken on paper: the window is about codes, and paper is keyed in later.</summary>
    public void UseOnPaper()
    {
        if (State is not (InvitationState.Invited or InvitationState.Used))
        {
            throw new DomainException(State == InvitationState.Deactivated ? InvitationErrors.AlreadyDeactivated : InvitationErrors.Ended);
        }

        State = InvitationState.Used;
    }

    /// <summary>The clock of a sitting starts: only while the window is open, also when the code was typed earlier.</summary>
    public void Use(DateTimeOffset now)
    {
        RequireUsable(now);
        RequireWithin(OpensAt, now);
        State = InvitationState.Used;
    }

    /// <summary>Refuses to start what an invigilator has to admit first, or has not admitted (R art. 5, 6).</summary>
    public void RequireAdmitted(IdentityCheck identityCheck, DateTimeOffset now)
    {
        if (Presence == Sessions.Presence.Absent)
        {
            throw new DomainException(ExamSessionErrors.MarkedAbsent);
        }

        if (!FeePaid && now >= FeeDueAt)
        {
            throw new DomainException(ExamSessionErrors.FeeNotPaid);
        }

        if (identityCheck == IdentityCheck.Required && IdentityCheckedAt is null)
        {
            throw new DomainException(ExamSessionErrors.IdentityNotChecked);
        }
    }

    /// <summary>The candidate takes the test in this session, from another one if they were registered for that.</summary>
    /// <param name="session">Its registration is open, it is for the test, and it has a place.</param>
    /// <param name="seat">Nobody else's.</param>
    public void Register(ExamSession session, string seat)
    {
        RequireOpen();
        if (ExamSessionId != session.Id)
        {
            GiveUpSeat();
            ExamSessionId = session.Id;
        }

        Seat = seat;
        SeatKey = Sessions.Seat.KeyOf(seat);
        Follow(session);
    }

    /// <summary>The times of the session are those of the invitation, as long as the test has not begun.</summary>
    public void Follow(ExamSession session)
    {
        if (State == InvitationState.Invited)
        {
            OpensAt = session.StartsAt;
            ClosesAt = session.ClosesAt;
            FeeDueAt = session.PaymentDueAt;
        }
    }

    /// <summary>
    /// The candidate is in no session any more. The window stays as the session's was: a secret test can be begun at
    /// no other time, until there is another session for it.
    /// </summary>
    /// <exception cref="DomainException"><c>registration_closed</c>; who has not paid by the term is moved after it too (R art. 5).</exception>
    public void LeaveSession(ExamSession session, DateTimeOffset now)
    {
        RequireOpen();
        if (FeePaid || !(now >= FeeDueAt))
        {
            session.RequireRegistrationOpen(now);
        }

        GiveUpSeat();
    }

    /// <summary>What an invigilator or staff record of the candidate in the session.</summary>
    /// <exception cref="DomainException"><c>invitation_already_used</c>: who has started is not absent.</exception>
    public void RecordAttendance(Presence presence, bool? feePaid, string? note)
    {
        if (presence == Sessions.Presence.Absent)
        {
            RequireOpen();
        }

        Presence = presence;
        FeePaid = feePaid ?? FeePaid;
        AttendanceNote = note;
    }

    /// <summary>What was written of the candidate goes with what is known of them.</summary>
    public void ForgetNote() => AttendanceNote = null;

    /// <summary>An invigilator has seen who the candidate is; the first who did stays on record.</summary>
    /// <returns>Whether it had not been checked before.</returns>
    public bool CheckIdentity(string by, DateTimeOffset now)
    {
        if (IdentityCheckedAt is not null)
        {
            return false;
        }

        IdentityCheckedAt = now;
        IdentityCheckedBy = by;
        return true;
    }

    /// <summary>The check was recorded by mistake; not once the test has begun on it.</summary>
    public bool WithdrawIdentityCheck()
    {
        if (IdentityCheckedAt is null)
        {
            return false;
        }

        RequireOpen();
        IdentityCheckedAt = null;
        IdentityCheckedBy = null;
        return true;
    }

    private void RequireWithin(DateTimeOffset? opensAt, DateTimeOffset now)
    {
        if (State == InvitationState.Expired || now < opensAt || now >= ClosesAt)
        {
            throw new DomainException(InvitationErrors.OutsideWindow, $"The code can be used from {opensAt:O} to {ClosesAt:O}.");
        }
    }

    private void End(InvitationState state, Id<Deactivation>? refund, DateTimeOffset now)
    {
        RequireOpen();
        State = state;
        DeactivationId = RetakeOf is null ? refund : null; // nothing was paid, so nothing comes back
        EndedAt = now;
    }

    private void RequireOpen()
    {
        if (State != InvitationState.Invited)
        {
            throw new DomainException(State switch
            {
                InvitationState.Used => InvitationErrors.AlreadyUsed,
                InvitationState.Deactivated => InvitationErrors.AlreadyDeactivated,
                _ => InvitationErrors.Ended,
            });
        }
    }

    // What was seen of the candidate was seen in the session that they leave.
    private void GiveUpSeat()
    {
        ExamSessionId = null;
        Seat = null;
        SeatKey = null;
        FeeDueAt = null;
        Presence = null;
        IdentityCheckedAt = null;
        IdentityCheckedBy = null;
        AttendanceNote = null;
    }
}
