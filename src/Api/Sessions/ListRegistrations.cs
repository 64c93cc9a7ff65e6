using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Sessions;

/// <summary>Who is registered for a session, in the order of the seats.</summary>
internal sealed class ListRegistrations : IEndpoint
{
    private static readonly Sorting<Invitation> Sorting = new(Sorting<Invitation>.By("seat", invitation => invitation.SeatKey));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/sessions/{examSessionId}/registrations", Handle)
        .Requires(Permission.SessionsRead)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static async Task<Page<RegistrationResponse>> Handle(
        Id<ExamSession> examSessionId, [AsParameters] PageRequest page, AppDb db, CancellationToken cancel)
    {
        await db.ExamSessions.Where(session => session.Id == examSessionId).RequireAsync(cancel);
        return await Sorting.ProjectAsync(
            db.Invitations.AsNoTracking().Where(invitation => invitation.ExamSessionId == examSessionId), page, RegistrationResponse.Shown(db), cancel);
    }
}
