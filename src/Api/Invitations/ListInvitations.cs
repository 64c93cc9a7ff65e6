using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Invitations;

/// <summary>
/// The invitations of candidates that the caller sees. Those that a transaction paid or refunded are found by its
/// <c>source</c>, which is their <c>confirmationId</c> or <c>deactivationId</c>. Who can begin at once stands before
/// those whose window opens later, who can begin always after those whose window closes.
/// </summary>
internal sealed class ListInvitations : IEndpoint
{
    private static readonly Sorting<Invitation> Sorting = new(
        Sorting<Invitation>.By("createdAt", invitation => invitation.CreatedAt),
        Sorting<Invitation>.By("opensAt", invitation => invitation.OpensKey),
        Sorting<Invitation>.By("closesAt", invitation => invitation.ClosesKey),
        Sorting<Invitation>.By("candidateName", invitation => invitation.CandidateKey),
        Sorting<Invitation>.By("state", invitation => invitation.State));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/invitations", Handle)
        .Requires(Permission.InvitationsRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor, HttpErrors.SearchTooBroad);

    private static async Task<Page<InvitationResponse>> Handle(
        [AsParameters] PageRequest page, [AsParameters] InvitationFilter filter, AppDb db, CancellationToken cancel)
    {
        var found = await Sorting.PageAsync(await filter.ApplyAsync(db, cancel), page, invitation => invitation, cancel);
        var (candidateIds, testIds) = (found.Data.Select(invitation => invitation.CandidateId).ToList(), found.Data.Select(invitation => invitation.TestId).ToList());
        // With GetValueOrDefault: who is moved out of the caller's reach in between is shown as an id.
        var candidates = await db.Candidates.Where(candidate => candidateIds.Contains(candidate.Id))
            .ToDictionaryAsync(candidate => candidate.Id, candidate => new { candidate.Name, candidate.Number }, cancel);
        var titles = await db.Tests.BeyondReach().Where(test => testIds.Contains(test.Id)).ToDictionaryAsync(test => test.Id, test => test.Title, cancel);
        return new Page<InvitationResponse>
        {
            Data =
            [
                .. found.Data.Select(invitation => InvitationResponse.From(invitation) with
                {
                    CandidateName = candidates.GetValueOrDefault(invitation.CandidateId)?.Name,
                    CandidateNumber = candidates.GetValueOrDefault(invitation.CandidateId)?.Number,
                    TestTitle = titles.GetValueOrDefault(invitation.TestId),
                }),
            ],
            NextCursor = found.NextCursor,
        };
    }
}
