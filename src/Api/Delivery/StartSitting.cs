using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Sessions;
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
        .InTurn()
        .Fails(
            DeliveryErrors.SittingClosed, DeliveryErrors.WrongDevice, InvitationErrors.CodeUnknown, InvitationErrors.OutsideWindow,
            LicensingErrors.LicenceExpired, LicensingErrors.CodesNotUsable,
            ExamSessionErrors.IdentityNotChecked, ExamSessionErrors.MarkedAbsent, ExamSessionErrors.FeeNotPaid);

    private static async Task<DeliveryStateResponse> Handle(
        AppDb db, Caller caller, Clock clock, PublishedVersions versions, MediaAddresses addresses, CancellationToken cancel)
    {
        var version = await versions.OfAsync(caller, cancel);
        var started = await db.InTransactionAsync(
            async () =>
            {
                // The invitation first, as at check-in, so that the two cannot wait for each other.
                var code = await db.HoldCodeAsync(caller, cancel);
                caller.ClockOffset = code.Organisation.ClockOffset;
                var (sitting, now) = await db.HoldSittingAsync(caller, version, cancel);
                if (sitting.State is SittingState.Started or SittingState.Paused)
                {
                    await db.SaveChangesAsync(cancel);
                    return null;
                }

                code.RequireUsable(clock.Now);
                code.Invitation.RequireAdmitted(version.Version.Policies.IdentityCheck, clock.Now);
                code.Invitation.Use(clock.Now);
                sitting.Start(version.Version.Duration, version.Steps, code.Invitation.Accommodations, now);
                db.SittingEvents.Add(SittingEvent.Log(sitting.Id, SittingEventType.Started, Actors.Candidate, now));
                db.Raise(EventTypes.SittingStarted, SittingResponse.From(sitting), now);
                await db.SaveChangesAsync(cancel);
                return new HeldSitting(sitting, now);
            },
            cancel);
        return started is null
            ? await DeliveryStateResponse.ReadAsync(db, caller, version, addresses, cancel)
            : await DeliveryStateResponse.StartedAsync(db, started, version, addresses, cancel);
    }
}
