using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Invitations;

internal sealed class ListInvitations : IEndpoint
{
    private static readonly Sorting<Invitation> Sorting = new(
        Sorting<Invitation>.By("createdAt", invitation => invitation.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/invitations", Handle)
        .Requires(Permission.InvitationsRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static Task<Page<InvitationResponse>> Handle(
        [AsParameters] PageRequest page, string? state, Id<Candidate>? candidateId, AppDb db, CancellationToken cancel)
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

        return Sorting.PageAsync(invitations, page, InvitationResponse.From, cancel);
    }
}
