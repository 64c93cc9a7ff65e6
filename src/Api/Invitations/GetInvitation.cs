using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Invitations;

internal sealed class GetInvitation : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/invitations/{invitationId}", Handle)
        .Requires(Permission.InvitationsRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<InvitationResponse> Handle(Id<Invitation> invitationId, HttpContext http, AppDb db, CancellationToken cancel)
    {
        var invitation = await db.Invitations.Where(invitation => invitation.Id == invitationId).RequireAsync(cancel);
        http.SetETag(db, invitation);
        return InvitationResponse.From(invitation);
    }
}
