using System.Linq.Expressions;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.People;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Sessions;

/// <summary>A candidate in a session, with what was seen of them.</summary>
public sealed record RegistrationResponse
{
    public required Id<Invitation> InvitationId { get; init; }

    public required Id<Candidate> CandidateId { get; init; }

    public required string CandidateName { get; init; }

    public string? CandidateNumber { get; init; }

    public DateOnly? DateOfBirth { get; init; }

    public required Id<Test> TestId { get; init; }

    public required string Seat { get; init; }

    /// <summary><c>absent</c> once the session is settled and the test was not started.</summary>
    public required InvitationState State { get; init; }

    /// <summary>Absent: the code has not been typed yet.</summary>
    public Id<Sitting>? SittingId { get; init; }

    public SittingState? SittingState { get; init; }

    /// <summary>What an invigilator recorded. Absent: nothing yet.</summary>
    public Presence? Presence { get; init; }

    public DateTimeOffset? IdentityCheckedAt { get; init; }

    /// <summary>The user or key who checked it.</summary>
    public string? IdentityCheckedBy { get; init; }

    /// <summary>Whether the exam fee is recorded as paid. It has nothing to do with credits.</summary>
    public required bool Paid { get; init; }

    /// <summary>What was written of the attendance.</summary>
    public string? Note { get; init; }

    internal static Expression<Func<Invitation, RegistrationResponse>> Shown(AppDb db) => invitation => new RegistrationResponse
    {
        InvitationId = invitation.Id,
        CandidateId = invitation.CandidateId,
        CandidateName = db.Candidates.Where(candidate => candidate.Id == invitation.CandidateId).Select(candidate => candidate.Name).Single(),
        CandidateNumber = db.Candidates.Where(candidate => candidate.Id == invitation.CandidateId).Select(candidate => candidate.Number).Single(),
        DateOfBirth = db.Candidates.Where(candidate => candidate.Id == invitation.CandidateId).Select(candidate => candidate.DateOfBirth).Single(),
        TestId = invitation.TestId,
        Seat = invitation.Seat!,
        State = invitation.State,
        SittingId = db.Sittings.Where(sitting => sitting.InvitationId == invitation.Id).Select(sitting => (Id<Sitting>?)sitting.Id).SingleOrDefault(),
        SittingState = db.Sittings.Where(sitting => sitting.InvitationId == invitation.Id).Select(sitting => (SittingState?)sitting.State).SingleOrDefault(),
        Presence = invitation.Presence,
        IdentityCheckedAt = invitation.IdentityCheckedAt,
        IdentityCheckedBy = invitation.IdentityCheckedBy,
        Paid = invitation.FeePaid,
        Note = invitation.AttendanceNote,
    };
}
