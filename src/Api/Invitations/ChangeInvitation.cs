using System.Text.Json;
using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Invitations;

/// <summary>What of an invitation can be changed.</summary>
public sealed record InvitationRequest
{
    /// <summary>When the code can be used; absent: always.</summary>
    public InvitationWindow? Window { get; init; }

    /// <summary>What the candidate is given beyond others; absent: nothing.</summary>
    public InvitationAccommodations? Accommodations { get; init; }

    internal static InvitationRequest From(Invitation invitation) => new()
    {
        Window = invitation is { OpensAt: null, ClosesAt: null } ? null : new InvitationWindow { OpensAt = invitation.OpensAt, ClosesAt = invitation.ClosesAt },
        Accommodations = InvitationAccommodations.From(invitation.Accommodations),
    };
}

/// <summary>Moves the window, or gives accommodations, while the code has not been used.</summary>
internal sealed class ChangeInvitation : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/invitations/{invitationId}", Handle)
        .AcceptsPatchOf<InvitationRequest>()
        .Requires(Permission.InvitationsWrite)
        .Fails(
            HttpErrors.NotFound, HttpErrors.Stale, HttpErrors.Invalid, InvitationErrors.WindowUnusable, InvitationErrors.WindowOfSession, InvitationErrors.AlreadyUsed,
            InvitationErrors.AlreadyDeactivated, InvitationErrors.Ended);

    private static Task<InvitationResponse> Handle(
        Id<Invitation> invitationId, JsonElement patch, HttpContext http, AppDb db, MergePatch merge, InvitationObstacles obstacles, Audit audit,
        CancellationToken cancel) => db.InTransactionAsync(
            async () =>
            {
                var invitation = await db.HoldInvitationAsync(invitationId, cancel);
                http.CheckIfMatch(db, invitation);
                var changed = merge.Apply(InvitationRequest.From(invitation), patch);
                var window = changed.Window ?? new InvitationWindow();
                window.RequireOrder();
                var moved = (window.OpensAt, window.ClosesAt) != (invitation.OpensAt, invitation.ClosesAt);
                invitation.Change(window.OpensAt, window.ClosesAt, changed.Accommodations?.ToDomain("/accommodations"));
                if (moved && !await obstacles.CanBeUsedAsync(window, cancel))
                {
                    throw new DomainException(InvitationErrors.WindowUnusable);
                }

                audit.Log("invitation.changed", invitation.Id);
                await db.SaveChangesAsync(cancel);
                http.SetETag(db, invitation);
                return InvitationResponse.From(invitation);
            },
            cancel);
}
