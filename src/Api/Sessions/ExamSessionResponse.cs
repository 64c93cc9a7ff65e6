using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Sessions;

namespace Cesuur.Api.Sessions;

/// <summary>A test that is taken in a session.</summary>
public sealed record ExamSessionTestResponse
{
    public required Id<Test> Id { get; init; }

    public required string Title { get; init; }

    /// <summary>The nominal duration, of the version that is published now (R art. 4), before accommodations. Absent: none is published.</summary>
    public int? DurationSeconds { get; init; }
}

/// <summary>A planned moment or period at which candidates take a test together.</summary>
public sealed record ExamSessionResponse
{
    public required Id<ExamSession> Id { get; init; }

    public required string Title { get; init; }

    /// <summary>By the organisation's clock.</summary>
    public required ExamSessionState State { get; init; }

    public Id<ExamMoment>? ExamMomentId { get; init; }

    public Id<Department>? DepartmentId { get; init; }

    public required IReadOnlyList<ExamSessionTestResponse> Tests { get; init; }

    public string? Room { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Until when a test is started, by who is late too. Absent: until the end.</summary>
    public DateTimeOffset? LateUntil { get; init; }

    /// <summary>Of the session as a whole, admission and handing in included (R art. 4).</summary>
    public required int TotalDurationSeconds { get; init; }

    public required int Capacity { get; init; }

    /// <summary>How many candidates have a seat.</summary>
    public required int Registered { get; init; }

    public required IReadOnlyList<Id<User>> InvigilatorIds { get; init; }

    /// <summary>Until when candidates are registered and moved. Absent: until the end.</summary>
    public DateTimeOffset? RegistrationEndsAt { get; init; }

    /// <summary>Who has not paid by then is not admitted. Absent: there is nothing to pay.</summary>
    public DateTimeOffset? PaymentDueAt { get; init; }

    /// <summary>For candidates.</summary>
    public string? Notes { get; init; }

    /// <summary>When those who had not started by the end became absent.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
