using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Invitations;

/// <summary>Invitations of a state, of a candidate, or those that a transaction paid or refunded: its <c>source</c> is their <c>confirmationId</c> or <c>deactivationId</c>.</summary>
internal sealed class ListInvitations : IEndpoint
{
    private static readonly Sorting<Invitation> Sorting = new(
        Sorting<Invitation>.By("createdAt", invitation => invitation.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/invitations", Handle)
        .Requires(Permission.InvitationsRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static Task<Page<InvitationResponse>> Handle(
        [AsParameters] PageRequest page, string? state, Id<Candidate>? candidateId, Id<Confirmation>? confirmationId, Id<Deactivation>? deactivationId,
        AppDb db, CancellationToken cancel)
    {
        IQueryable<Invitation> invitations = db.Invitations.AsNoTracking();
        if (Filters.Enum<InvitationState>("state", state) is { } wanted)
        {
            invitations = invitations.Where(invitation => invitation.State == wanted);
        }

        if (candidateId is { } candidate)
        {
            invitations = invitations.Where(invitation => invitation.CandidateId == candidate);
        }

        if (confirmationId is { } confirmation)
        {
            invitations = invitations.Where(invitation => invitation.ConfirmationId == confirmation);
        }

        if (deactivationId is { } deactivation)
        {
            invitations = invitations.Where(invitation => invitation.DeactivationId == deactivation);
        }

        return Sorting.PageAsync(invitations, page, InvitationResponse.From, cancel);
    }
}
