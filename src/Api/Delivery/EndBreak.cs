using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Delivery;

/// <summary>The candidate is back before the break is over: the clock goes on. One that is over already has ended by itself.</summary>
internal sealed class EndBreak : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/delivery/breaks/end", Handle)
        .RequiresSitting()
        .Fails(DeliveryErrors.SittingClosed, DeliveryErrors.SittingPaused, DeliveryErrors.NotInThisState, DeliveryErrors.WrongDevice);

    private static async Task<DeliveryStateResponse> Handle(
        AppDb db, Caller caller, PublishedVersions versions, MediaAddresses addresses, CancellationToken cancel)
    {
        var version = await versions.OfAsync(caller, cancel);
        await db.InTransactionAsync(
            async () =>
            {
                var (sitting, now) = await db.HoldSittingAsync(caller, version, cancel);
                sitting.EndBreak(now);
                db.SittingEvents.Add(SittingEvent.Log(sitting.Id, SittingEventType.Resumed, Actors.Candidate, now));
                return await db.SaveChangesAsync(cancel);
            },
            cancel);
        return await DeliveryStateResponse.ReadAsync(db, caller, version, addresses, cancel);
    }
}
