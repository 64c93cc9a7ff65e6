using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Delivery;

/// <summary>The candidate stops the clock for a break, as often and as long as their accommodations allow. It ends by itself.</summary>
internal sealed class TakeBreak : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/delivery/breaks", Handle)
        .RequiresSitting()
        .Fails(DeliveryErrors.NoBreakLeft, DeliveryErrors.SittingClosed, DeliveryErrors.SittingPaused, DeliveryErrors.NotInThisState, DeliveryErrors.WrongDevice);

    private static async Task<DeliveryStateResponse> Handle(
        AppDb db, Caller caller, PublishedVersions versions, MediaAddresses addresses, CancellationToken cancel)
    {
        var version = await versions.OfAsync(caller, cancel);
        await db.InTransactionAsync(
            async () =>
            {
                var (sitting, now) = await db.HoldSittingAsync(caller, version, cancel);
                sitting.TakeBreak(now);
                db.SittingEvents.Add(SittingEvent.Log(sitting.Id, SittingEventType.BreakTaken, Actors.Candidate, now));
                return await db.SaveChangesAsync(cancel);
            },
            cancel);
        return await DeliveryStateResponse.ReadAsync(db, caller, version, addresses, cancel);
    }
}
