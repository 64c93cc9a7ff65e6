using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Delivery;

public sealed record ExtraTimeRequest
{
    /// <summary>At most a day. Some time is left after what is taken back.</summary>
    [Range(-86_400, 86_400)]
    public required int Seconds { get; init; }

    /// <summary>For the log.</summary>
    [StringLength(500, MinimumLength = 1)]
    public string? Reason { get; init; }
}

/// <summary>Adds to the time of a sitting, the current step included, also before it starts; less than nothing takes back what was given by mistake.</summary>
internal sealed class GiveExtraTime : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sittings/{sittingId}/extra-time", Handle)
        .Requires(Permission.SittingsWrite)
        .Fails(HttpErrors.NotFound, DeliveryErrors.SittingClosed, DeliveryErrors.NoTimeLeft, HttpErrors.Invalid);

    private static Task<SittingResponse> Handle(Id<Sitting> sittingId, ExtraTimeRequest request, SittingActs acts, CancellationToken cancel) =>
        acts.DoAsync(sittingId, new SittingAct(SittingActType.ExtraTime) { Seconds = request.Seconds, Reason = request.Reason }, cancel);
}
