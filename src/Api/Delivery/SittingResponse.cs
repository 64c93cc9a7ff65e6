using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.People;

namespace Cesuur.Api.Delivery;

public sealed record SittingResponse
{
    public required Id<Sitting> Id { get; init; }

    public required Id<Invitation> InvitationId { get; init; }

    public required Id<Candidate> CandidateId { get; init; }

    public required Id<Test> TestId { get; init; }

    public required Id<TestVersion> VersionId { get; init; }

    public required SittingState State { get; init; }

    /// <summary>The candidate works on paper, and staff key in the answers: no code starts it.</summary>
    public required bool OnPaper { get; init; }

    public required DateTimeOffset CheckedInAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Since when the clock stands still.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>Whether the candidate submitted, the server at the deadline, or an invigilator.</summary>
    public SubmittedBy? SubmittedBy { get; init; }

    internal static SittingResponse From(Sitting sitting) => new()
    {
        Id = sitting.Id,
        InvitationId = sitting.InvitationId,
        CandidateId = sitting.CandidateId,
        TestId = sitting.TestId,
        VersionId = sitting.VersionId,
        State = sitting.State,
        OnPaper = sitting.OnPaper,
        CheckedInAt = sitting.CheckedInAt,
        StartedAt = sitting.StartedAt,
        Deadline = sitting.Deadline,
        PausedAt = sitting.PausedAt,
        SubmittedAt = sitting.SubmittedAt,
        SubmittedBy = sitting.SubmittedBy,
    };
}
