using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Delivery;

public sealed record MessageRequest
{
    /// <summary>Plain text.</summary>
    [StringLength(500, MinimumLength = 1)]
    public required string Text { get; init; }
}

/// <summary>Tells the candidate something, during the test.</summary>
internal sealed class SendMessage : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sittings/{sittingId}/message", Handle)
        .Requires(Permission.SittingsWrite)
        .Fails(HttpErrors.NotFound, DeliveryErrors.SittingClosed, HttpErrors.Invalid);

    private static Task<SittingResponse> Handle(Id<Sitting> sittingId, MessageRequest request, SittingActs acts, CancellationToken cancel) =>
        acts.DoAsync(sittingId, new SittingAct(SittingActType.Message) { Message = request.Text }, cancel);
}
