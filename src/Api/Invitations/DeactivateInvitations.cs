using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Credits;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Invitations;

public sealed record DeactivateInvitationsRequest
{
    [Length(1, 10_000)]
    public required IReadOnlyList<Id<Invitation>> InvitationIds { get; init; }
}

public sealed record DeactivationResponse
{
    /// <summary>The credits that came back.</summary>
    public required int Credits { get; init; }

    /// <summary>The credits that the caller's own invitations draw on, as <c>GET /credits</c> says it, after this.</summary>
    public required long Balance { get; init; }

    /// <summary>Whose credits came back: one for each balance that they were taken from.</summary>
    public required IReadOnlyList<CreditsMoved> Refunds { get; init; }
}

/// <summary>Takes back codes that were never used, and gives their credits back: all of them or none (T).</summary>
internal sealed class DeactivateInvitations : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/invitations/deactivations", Handle)
        .Requires(Permission.InvitationsWrite)
        .Fails(InvitationErrors.AlreadyUsed, InvitationErrors.AlreadyDeactivated, InvitationErrors.Ended, HttpErrors.Invalid);

    private static Task<DeactivationResponse> Handle(
        DeactivateInvitationsRequest request, AppDb db, Ledger ledger, Caller caller, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var invitations = await db.HoldInvitationsAsync(request.InvitationIds, cancel);
                var known = invitations.Select(invitation => invitation.Id).ToHashSet();
                if (known.Count < request.InvitationIds.Distinct().Count())
                {
                    throw HttpErrors.References(request.InvitationIds
                        .Select((id, index) => (id, index)).Where(named => !known.Contains(named.id)).Select(named => $"/invitationIds/{named.index}"));
                }

                var deactivation = Id<Deactivation>.New();
                var refunds = await db.DeactivateAsync(ledger, invitations, deactivation, caller.Actor, clock.Now, cancel);
                audit.Log("invitations.deactivated", deactivation);
                await db.SaveChangesAsync(cancel);
                return new DeactivationResponse
                {
                    Credits = invitations.Count(invitation => invitation.DeactivationId is not null),
                    Balance = await ledger.BalanceAsync(db.OwnPayer(await db.CreditModeAsync(cancel)), cancel),
                    Refunds = refunds,
                };
            },
            cancel);
}
