using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Delivery;

/// <summary>Stops the clock until it is resumed. Nothing of the test is shown meanwhile, and nothing saved.</summary>
internal sealed class PauseSitting : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sittings/{sittingId}/pause", Handle)
        .Requires(Permission.SittingsWrite)
        .Fails(HttpErrors.NotFound, DeliveryErrors.SittingClosed, DeliveryErrors.SittingPaused, DeliveryErrors.NotInThisState, HttpErrors.Invalid);

    private static Task<SittingResponse> Handle(Id<Sitting> sittingId, ReasonRequest? request, SittingActs acts, CancellationToken cancel) =>
        acts.DoAsync(sittingId, new SittingAct(SittingActType.Pause) { Reason = request?.Reason }, cancel);
}
