using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Invitations;

public sealed record DeactivateInvitationsRequest
{
    [Length(1, 1000)]
    public required IReadOnlyList<Id<Invitation>> InvitationIds { get; init; }
}

public sealed record DeactivationResponse
{
    /// <summary>The credits that came back.</summary>
    public required int Credits { get; init; }

    /// <summary>The credits that can be spent now.</summary>
    public required long Balance { get; init; }
}

/// <summary>Takes back codes that were never used, and gives their credits back: all of them or none (T).</summary>
internal sealed class DeactivateInvitations : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/invitations/deactivations", Handle)
        .Requires(Permission.InvitationsWrite)
        .Fails(InvitationErrors.AlreadyUsed, InvitationErrors.AlreadyDeactivated, HttpErrors.Invalid);

    private static Task<DeactivationResponse> Handle(
        DeactivateInvitationsRequest request, AppDb db, Ledger ledger, Caller caller, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var invitations = await db.Invitations.Where(invitation => request.InvitationIds.Contains(invitation.Id)).ToListAsync(cancel);
                var known = invitations.Select(invitation => invitation.Id).ToHashSet();
                if (known.Count < request.InvitationIds.Distinct().Count())
                {
                    throw HttpErrors.References(request.InvitationIds
                        .Select((id, index) => (id, index)).Where(named => !known.Contains(named.id)).Select(named => $"/invitationIds/{named.index}"));
                }

                var balance = await db.DeactivateAsync(ledger, invitations, caller.Actor, clock.Now, cancel);
                audit.Log("invitations.deactivated", $"{invitations.Count} invitations");
                await db.SaveChangesAsync(cancel);
                return new DeactivationResponse { Credits = invitations.Count, Balance = balance };
            },
            cancel);
}
