using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Delivery;

/// <summary>Lets the clock go on where it stood, after a pause or a break.</summary>
internal sealed class ResumeSitting : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sittings/{sittingId}/resumption", Handle)
        .Requires(Permission.SittingsWrite)
        .Fails(HttpErrors.NotFound, DeliveryErrors.NotInThisState, HttpErrors.Invalid);

    private static Task<SittingResponse> Handle(Id<Sitting> sittingId, ReasonRequest? request, SittingActs acts, CancellationToken cancel) =>
        acts.DoAsync(sittingId, new SittingAct(SittingActType.Resumption) { Reason = request?.Reason }, cancel);
}
