using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Sessions;

public sealed record AttendanceRequest
{
    /// <summary>Of whom is <c>absent</c> the code does not start; who comes late after all is marked <c>late</c>.</summary>
    public required Presence Presence { get; init; }

    /// <summary>Whether an invigilator has seen who the candidate is (R art. 6).</summary>
    public required bool IdentityChecked { get; init; }

    /// <summary>Whether the exam fee is paid, for sessions with a payment term. Absent: as it was.</summary>
    public bool? Paid { get; init; }

    /// <summary>Absent: none.</summary>
    [StringLength(1000, MinimumLength = 1)]
    public string? Note { get; init; }
}

/// <summary>Records of a candidate in a session whether they are there and whether their identity was checked, until the session is settled.</summary>
internal sealed class RecordAttendance : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/sessions/{examSessionId}/attendance/{candidateId}", Handle)
        .Requires(Permission.SittingsWrite)
        .Fails(
            HttpErrors.NotFound, HttpErrors.Invalid, ExamSessionErrors.Settled, InvitationErrors.AlreadyUsed, InvitationErrors.AlreadyDeactivated, InvitationErrors.Ended);

    private static Task<RegistrationResponse> Handle(
        Id<ExamSession> examSessionId, Id<Candidate> candidateId, AttendanceRequest request,
        AppDb db, IdentityChecks checks, Caller caller, Audit audit, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var session = await db.HoldExamSessionAsync(examSessionId, cancel);
                session.RequireNotSettled();
                var id = await db.Invitations.Where(invitation => invitation.ExamSessionId == session.Id && invitation.CandidateId == candidateId)
                    .Select(invitation => (Id<Invitation>?)invitation.Id).SingleOrDefaultAsync(cancel);
                var invitation = await db.HoldInvitationAsync(id ?? throw new DomainException(HttpErrors.NotFound), cancel);
                var sitting = await db.SittingOfAsync(invitation.Id, cancel);
                if (invitation.Presence != request.Presence && sitting is { } begun)
                {
                    db.SittingEvents.Add(SittingEvent.Log(
                        begun, SittingEventType.PresenceRecorded, caller.Actor, await db.TimeAsync(cancel), new SittingEventData { Presence = request.Presence }));
                }

                invitation.RecordAttendance(request.Presence, request.Paid, request.Note);
                await checks.RecordAsync(invitation, sitting, request.IdentityChecked, reason: null, cancel);
                audit.Log("attendance.recorded", invitation.Id);
                await db.SaveChangesAsync(cancel);
                return await db.Invitations.AsNoTracking().Where(shown => shown.Id == invitation.Id).Select(RegistrationResponse.Shown(db)).SingleAsync(cancel);
            },
            cancel);
}
