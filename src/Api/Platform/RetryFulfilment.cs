using Cesuur.Api.Http;
using Cesuur.Api.Orders;
using Cesuur.Domain;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Platform;

/// <summary>Delivers a paid order after all: what stood in the way is gone, or the operator accepts what was paid.</summary>
internal sealed class RetryFulfilment : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/orders/{orderId}/fulfilment", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound, OrderErrors.NothingToAttendTo);

    private static Task<OperatorOrderResponse> Handle(Id<Order> orderId, Settlement settlement, CancellationToken cancel) =>
        settlement.ChangeAsync(orderId, "order.fulfilment_retried", order => order.RetryFulfilment(), cancel);
}
