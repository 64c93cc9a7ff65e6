using Cesuur.Api.Http;
using Cesuur.Api.Orders;
using Cesuur.Domain;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Platform;

/// <summary>One order. One that waits for its money is looked up with the payment provider first.</summary>
internal sealed class GetOrderForOperator : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/platform/orders/{orderId}", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound);

    private static async Task<OperatorOrderResponse> Handle(Id<Order> orderId, AppDb db, CurrentOrders orders, CancellationToken cancel) =>
        OperatorOrderResponse.From(await orders.GetAsync(db.Orders.Where(order => order.TenantId == db.TenantId && order.Id == orderId), cancel));
}
