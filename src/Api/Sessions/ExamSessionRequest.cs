using System.ComponentModel.DataAnnotations;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Sessions;

namespace Cesuur.Api.Sessions;

public sealed record ExamSessionRequest
{
    [Required, StringLength(200, MinimumLength = 1)]
    public required string Title { get; init; }

    /// <summary>The session lies within its days. Absent: none.</summary>
    public Id<ExamMoment>? ExamMomentId { get; init; }

    /// <summary>Whose session it is. Absent: the caller's own department, or the organisation.</summary>
    public Id<Department>? DepartmentId { get; init; }

    /// <summary>What is taken in it: each candidate takes one of these.</summary>
    [Length(1, 20)]
    public required IReadOnlyList<Id<Test>> TestIds { get; init; }

    [StringLength(100, MinimumLength = 1)]
    public string? Room { get; init; }

    /// <summary>From when on codes start a test; they are taken for checking in from 30 minutes before.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>Admission and handing in included, so that it is longer than the tests take (R art. 4).</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Until when a test is started, by who is late too. Absent: until the end.</summary>
    public DateTimeOffset? LateUntil { get; init; }

    /// <summary>How many candidates.</summary>
    [Range(1, 10_000)]
    public required int Capacity { get; init; }

    /// <summary>Users with the role <c>invigilator</c>.</summary>
    [MaxLength(100)]
    public IReadOnlyList<Id<User>> InvigilatorIds { get; init; } = [];

    /// <summary>Until when candidates are registered and moved, at most until it starts (R art. 5). Absent: until the end.</summary>
    public DateTimeOffset? RegistrationEndsAt { get; init; }

    /// <summary>Who has not paid by then, as far as is recorded, is not admitted (R art. 5). Absent: there is nothing to pay.</summary>
    public DateTimeOffset? PaymentDueAt { get; init; }

    /// <summary>For candidates.</summary>
    [StringLength(2000, MinimumLength = 1)]
    public string? Notes { get; init; }

    internal ExamSessionDetails Details => new()
    {
        Title = Title,
        ExamMomentId = ExamMomentId,
        Room = Room,
        StartsAt = StartsAt.ToUniversalTime(),
        EndsAt = EndsAt.ToUniversalTime(),
        LateUntil = LateUntil?.ToUniversalTime(),
        Capacity = Capacity,
        RegistrationEndsAt = RegistrationEndsAt?.ToUniversalTime(),
        PaymentDueAt = PaymentDueAt?.ToUniversalTime(),
        Notes = Notes,
    };

    internal static ExamSessionRequest From(ExamSession session, IEnumerable<ExamSessionTest> tests, IEnumerable<ExamSessionInvigilator> invigilators) => new()
    {
        Title = session.Title,
        ExamMomentId = session.ExamMomentId,
        DepartmentId = session.DepartmentId,
        TestIds = [.. tests.Select(test => test.TestId)],
        Room = session.Room,
        StartsAt = session.StartsAt,
        EndsAt = session.EndsAt,
        LateUntil = session.LateUntil,
        Capacity = session.Capacity,
        InvigilatorIds = [.. invigilators.Select(invigilator => invigilator.UserId)],
        RegistrationEndsAt = session.RegistrationEndsAt,
        PaymentDueAt = session.PaymentDueAt,
        Notes = session.Notes,
    };
}
