using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Api.Orders;
using Cesuur.Domain;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Platform;

public sealed record OrderCancellationRequest
{
    /// <summary>Why, for the books.</summary>
    [Required, StringLength(500, MinimumLength = 1)]
    public required string Note { get; init; }
}

/// <summary>An order that will not be paid: by invoice, or online when it could be paid until now and its provider says nothing more.</summary>
internal sealed class CancelOrder : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/orders/{orderId}/cancellation", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound, OrderErrors.NotOpen, OrderErrors.NotByInvoice);

    private static Task<OperatorOrderResponse> Handle(Id<Order> orderId, OrderCancellationRequest request, Settlement settlement, Clock clock, CancellationToken cancel) =>
        settlement.ChangeAsync(orderId, "order.cancelled", order => order.Cancel(request.Note, clock.Real), cancel);
}
