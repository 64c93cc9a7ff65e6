using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Delivery;

public sealed record TerminationRequest
{
    /// <summary>For the log.</summary>
    [StringLength(500, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>Whether what was saved is submitted and scored; otherwise there is no result.</summary>
    public bool Scored { get; init; } = true;
}

/// <summary>Ends a sitting before its time.</summary>
internal sealed class TerminateSitting : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sittings/{sittingId}/termination", Handle)
        .Requires(Permission.SittingsWrite)
        .Fails(HttpErrors.NotFound, DeliveryErrors.SittingClosed, DeliveryErrors.NotInThisState, HttpErrors.Invalid);

    private static Task<SittingResponse> Handle(Id<Sitting> sittingId, TerminationRequest request, SittingActs acts, CancellationToken cancel) =>
        acts.DoAsync(sittingId, new SittingAct(SittingActType.Termination) { Scored = request.Scored, Reason = request.Reason }, cancel);
}
