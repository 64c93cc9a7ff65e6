using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Delivery;

/// <summary>Ends the token of the device that holds the sitting; the code then continues it on another.</summary>
internal sealed class ReleaseDevice : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sittings/{sittingId}/device-release", Handle)
        .Requires(Permission.SittingsWrite)
        .Fails(HttpErrors.NotFound, DeliveryErrors.SittingClosed, DeliveryErrors.OnPaper, HttpErrors.Invalid);

    private static Task<SittingResponse> Handle(Id<Sitting> sittingId, ReasonRequest? request, SittingActs acts, CancellationToken cancel) =>
        acts.DoAsync(sittingId, new SittingAct(SittingActType.DeviceRelease) { Reason = request?.Reason }, cancel);
}
