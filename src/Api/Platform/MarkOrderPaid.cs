using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Api.Orders;
using Cesuur.Domain;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Platform;

public sealed record OrderPaymentRequest
{
    /// <summary>By which transfer, for the books.</summary>
    [StringLength(500, MinimumLength = 1)]
    public string? Note { get; init; }
}

/// <summary>The money of an invoice has come in: what was ordered is delivered.</summary>
internal sealed class MarkOrderPaid : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/orders/{orderId}/payment", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound, OrderErrors.NotOpen, OrderErrors.NotByInvoice);

    private static Task<OperatorOrderResponse> Handle(
        Id<Order> orderId, OrderPaymentRequest request, Settlement settlement, Clock clock, CancellationToken cancel) =>
        settlement.ChangeAsync(orderId, "order.paid", order => order.MarkPaid(request.Note, clock.Real), cancel);
}
