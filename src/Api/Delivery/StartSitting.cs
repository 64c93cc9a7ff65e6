using Cesuur.Api.Http;

using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>The candidate has confirmed their data: the clock starts, and the code counts as used. Starting twice is harmless.</summary>
internal sealed class StartSitting : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/delivery/start", Handle)
        .RequiresSitting()
        .Fails(DeliveryErrors.SittingClosed, DeliveryErrors.WrongDevice, InvitationErrors.CodeUnknown);

    private static async Task<DeliveryStateResponse> Handle(
        AppDb db, Caller caller, Tenant tenant, PublishedVersions versions, CancellationToken cancel)
    {
        var version = await versions.GetAsync(tenant.Id, new Id<TestVersion>(caller.Ticket!.Value.Version), cancel);
        await db.InTransactionAsync(
            async () =>
            {
                var (sitting, now) = await db.HoldSittingAsync(caller, cancel);
                var invitation = await db.HoldInvitationAsync(sitting.InvitationId, cancel);
                if (invitation.State == InvitationState.Deactivated)
                {
                    throw new DomainException(InvitationErrors.CodeUnknown);
                }

                if (sitting.State != SittingState.Started)
                {
                    sitting.Start(version.Version.Duration, now);
                    invitation.Use();
                    db.SittingEvents.Add(SittingEvent.Log(sitting.Id, "started", "candidate", now));
                    db.Raise(EventTypes.SittingStarted, SittingResponse.From(sitting), now);
                    await db.SaveChangesAsync(cancel);
                }

                return sitting;
            },
            cancel);
        return await DeliveryStateResponse.ReadAsync(db, caller, version, cancel);
    }
}
