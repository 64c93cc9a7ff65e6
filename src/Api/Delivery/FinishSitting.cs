using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Delivery;

/// <summary>The candidate submits. Everything acknowledged before this is in; finishing twice is harmless.</summary>
internal sealed class FinishSitting : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/delivery/finish", Handle)
        .RequiresSitting()
        .WithoutIdempotency()
        .Fails(DeliveryErrors.CannotFinishEarly, DeliveryErrors.SittingPaused, DeliveryErrors.WrongDevice, DeliveryErrors.NotInThisState, DeliveryErrors.Busy);

    private static async Task<SittingResponse> Handle(Caller caller, Finishes finishes, PublishedVersions versions, CancellationToken cancel) =>
        await finishes.AskAsync(new DeliveryAsk(caller.Ticket!.Value, await versions.OfAsync(caller, cancel)), cancel);
}
