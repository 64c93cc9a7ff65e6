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

/// <summary>An order by invoice that will not be paid. One that is paid online expires by itself.</summary>
internal sealed class CancelOrder : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/orders/{orderId}/cancellation", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound, OrderErrors.NotOpen, OrderErrors.NotByInvoice);

    private static Task<OperatorOrderResponse> Handle(Id<Order> orderId, OrderCancellationRequest request, Settlement settlement, CancellationToken cancel) =>
        settlement.ChangeAsync(orderId, "order.cancelled", order => order.Cancel(request.Note), cancel);
}
