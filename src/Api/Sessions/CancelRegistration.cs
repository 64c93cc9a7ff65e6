using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Sessions;

/// <summary>
/// Takes a candidate out of a session before the registration term is over; who has not paid by the payment term also
/// after it. The code keeps the session's times until it is put in another one.
/// </summary>
internal sealed class CancelRegistration : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/sessions/{examSessionId}/registrations/{invitationId}", Handle)
        .Requires(Permission.SessionsWrite)
        .Fails(
            HttpErrors.NotFound, ExamSessionErrors.RegistrationClosed, ExamSessionErrors.Settled,
            InvitationErrors.AlreadyUsed, InvitationErrors.AlreadyDeactivated, InvitationErrors.Ended);

    private static Task<NoContent> Handle(
        Id<ExamSession> examSessionId, Id<Invitation> invitationId, AppDb db, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var session = await db.HoldExamSessionAsync(examSessionId, cancel);
                var invitation = await db.HoldInvitationAsync(invitationId, cancel);
                if (invitation.ExamSessionId != session.Id)
                {
                    throw new DomainException(HttpErrors.NotFound);
                }

                invitation.LeaveSession(session, clock.Now);
                audit.Log("registration.cancelled", invitation.Id);
                await db.SaveChangesAsync(cancel);
                return TypedResults.NoContent();
            },
            cancel);
}
