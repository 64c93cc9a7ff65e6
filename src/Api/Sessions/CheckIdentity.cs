using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Sessions;

/// <summary>Records that an invigilator has seen who the candidate is, where there is no session to record it in (R art. 6). A second time it changes nothing.</summary>
internal sealed class CheckIdentity : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sittings/{sittingId}/identity-check", Handle)
        .Requires(Permission.SittingsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid);

    private static Task<SittingResponse> Handle(
        Id<Sitting> sittingId, ReasonRequest? request, AppDb db, IdentityChecks checks, Audit audit, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var sitting = await db.Sittings.Where(sitting => sitting.Id == sittingId).RequireAsync(cancel);
                var invitation = await db.HoldInvitationAsync(sitting.InvitationId, cancel);
                await checks.RecordAsync(invitation, sitting.Id, isChecked: true, request?.Reason, cancel);
                audit.Log("sitting.identity_check", invitation.Id);
                await db.SaveChangesAsync(cancel);
                return SittingResponse.From(sitting);
            },
            cancel);
}
