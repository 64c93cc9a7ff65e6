using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Api.Orders;
using Cesuur.Domain;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Platform;

public sealed record RefundRequest
{
    /// <summary>Minor units of the order's currency, with VAT.</summary>
    [Range(1, 1_000_000_000_000)]
    public required long Amount { get; init; }
}

/// <summary>
/// Notes that money of an invoice went back; what was paid online is refunded at the provider, who tells. A token that
/// nobody has redeemed loses its share of credits at once, all of them: it is revoked. Of a redeemed one the credits are
/// left to take back.
/// </summary>
internal sealed class RecordRefund : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/orders/{orderId}/refunds", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound, OrderErrors.NotPaid, OrderErrors.NotByInvoice, OrderErrors.RefundTooLarge);

    private static Task<OperatorOrderResponse> Handle(Id<Order> orderId, RefundRequest request, Settlement settlement, CancellationToken cancel) =>
        settlement.ChangeAsync(orderId, "order.refunded", order => order.RecordRefund(request.Amount), cancel);
}
