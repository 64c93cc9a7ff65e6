using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Sessions;

public enum ExamSessionState
{
    Planned,

    /// <summary>It has begun and is not over.</summary>
    UnderWay,
    Over,
}

/// <summary>What is planned of a session.</summary>
public sealed record ExamSessionDetails
{
    public required string Title { get; init; }

    public Id<ExamMoment>? ExamMomentId { get; init; }

    public string? Room { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public DateTimeOffset? LateUntil { get; init; }

    public required int Capacity { get; init; }

    public DateTimeOffset? RegistrationEndsAt { get; init; }

    public DateTimeOffset? PaymentDueAt { get; init; }

    public string? Notes { get; init; }
}

/// <summary>
/// A planned moment or period at which candidates take a test together, in a room and under invigilators. It lasts
/// longer than the test itself, for admission and handing in (R art. 4). Called so in the code, since a session
/// is also what signing in begins; on the wire it is a session.
/// </summary>
public sealed class ExamSession : TenantOwned, IIdentified, ISearchable
{
    /// <summary>How long before the beginning codes are taken, so that a hall can start at once (ours).</summary>
    public static readonly TimeSpan CheckInMargin = TimeSpan.FromMinutes(30);

    private ExamSession()
    {
    }

    public static string IdPrefix => "ses";

    public Id<ExamSession> Id { get; private set; }

    public string Title { get; private set; } = null!;

    public string SearchKey { get; private set; } = null!;

    public Id<ExamMoment>? ExamMomentId { get; private set; }

    /// <summary>Whose session it is; absent: the organisation's.</summary>
    public Id<Department>? DepartmentId { get; private set; }

    public string? Room { get; private set; }

    /// <summary>What lists are sorted and filtered by; the database computes it.</summary>
    public string RoomKey { get; private set; } = null!;

    /// <summary>From when on codes start a test.</summary>
    public DateTimeOffset StartsAt { get; private set; }

    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>Until when who is late may start; absent: until the end.</summary>
    public DateTimeOffset? LateUntil { get; private set; }

    public int Capacity { get; private set; }

    /// <summary>Until when candidates are registered and moved (R art. 5); absent: always.</summary>
    public DateTimeOffset? RegistrationEndsAt { get; private set; }

    /// <summary>Who has not paid by then is not admitted (R art. 5); absent: nothing is to be paid.</summary>
    public DateTimeOffset? PaymentDueAt { get; private set; }

    /// <summary>For candidates.</summary>
    public string? Notes { get; private set; }

    /// <summary>The user who planned it; absent: a key did.</summary>
    public Id<User>? PlannedBy { get; private set; }

    /// <summary>When those who did not start became absent.</summary>
    public DateTimeOffset? SettledAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When codes start no test any more.</summary>
    public DateTimeOffset ClosesAt => LateUntil ?? EndsAt;

    /// <summary>Of the session as a whole, admission and handing in included (R art. 4).</summary>
    public TimeSpan TotalDuration => EndsAt - StartsAt;

    public ExamSessionDetails Details => new()
    {
        Title = Title,
        ExamMomentId = ExamMomentId,
        Room = Room,
        StartsAt = StartsAt,
        EndsAt = EndsAt,
        LateUntil = LateUntil,
        Capacity = Capacity,
        RegistrationEndsAt = RegistrationEndsAt,
        PaymentDueAt = PaymentDueAt,
        Notes = Notes,
    };

    public static ExamSession Plan(ExamSessionDetails details, Id<Department>? department, Id<User>? plannedBy, DateTimeOffset now)
    {
        var session = new ExamSession { Id = Id<ExamSession>.New(), DepartmentId = department, PlannedBy = plannedBy, CreatedAt = now };
        session.Change(details);
        return session;
    }

    public ExamSessionState State(DateTimeOffset now) =>
        now < StartsAt ? ExamSessionState.Planned : now < EndsAt ? ExamSessionState.UnderWay : ExamSessionState.Over;

    /// <summary>Those who are registered get the new times too, see <see cref="Invitations.Invitation.Follow"/>.</summary>
    public void Change(ExamSessionDetails details)
    {
        RequireNotSettled();
        if (details.EndsAt <= details.StartsAt || details.LateUntil <= details.StartsAt || details.LateUntil > details.EndsAt
            || details.RegistrationEndsAt > details.StartsAt || details.PaymentDueAt > details.StartsAt)
        {
            throw new DomainException(
                ExamSessionErrors.Times, "A session ends after it starts; who is late may start in between; the terms are over before it starts.");
        }

        Title = details.Title;
        SearchKey = Domain.SearchKey.Of(details.Title);
        ExamMomentId = details.ExamMomentId;
        Room = details.Room;
        StartsAt = details.StartsAt;
        EndsAt = details.EndsAt;
        LateUntil = details.LateUntil;
        Capacity = details.Capacity;
        RegistrationEndsAt = details.RegistrationEndsAt;
        PaymentDueAt = details.PaymentDueAt;
        Notes = details.Notes;
    }

    /// <summary>To another department.</summary>
    public void MoveTo(Id<Department>? department) => DepartmentId = department;

    /// <summary>The session is over, and so is what can be said of who was there.</summary>
    public void Settle(DateTimeOffset now)
    {
        RequireNotSettled();
        SettledAt = now;
    }

    public void RequireNotSettled()
    {
        if (SettledAt is not null)
        {
            throw new DomainException(ExamSessionErrors.Settled);
        }
    }

    /// <summary>Refuses who registers too late, also where the session has no term: when nobody can start any more.</summary>
    public void RequireRegistrationOpen(DateTimeOffset now)
    {
        RequireNotSettled();
        if (now >= (RegistrationEndsAt ?? ClosesAt))
        {
            throw new DomainException(ExamSessionErrors.RegistrationClosed);
        }
    }
}

/// <summary>A test that can be taken in a session.</summary>
public sealed class ExamSessionTest : TenantOwned
{
    public Id<ExamSession> ExamSessionId { get; init; }

    public Id<Organisation> PublisherId { get; init; }

    public Id<Test> TestId { get; init; }
}

/// <summary>Somebody who checks identity and runs the session.</summary>
public sealed class ExamSessionInvigilator : TenantOwned
{
    public Id<ExamSession> ExamSessionId { get; init; }

    public Id<User> UserId { get; init; }
}
