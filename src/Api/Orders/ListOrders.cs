using Cesuur.Api.Http;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Orders;

/// <summary>What the organisation has ordered, newest first unless sorted otherwise.</summary>
internal sealed class ListOrders : IEndpoint
{
    private static readonly Sorting<Order> Sorting = new(Sorting<Order>.By("placedAt", order => order.PlacedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/orders", Handle)
        .Requires(Permission.OrdersRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static Task<Page<OrderResponse>> Handle([AsParameters] PageRequest page, string? product, string? state, AppDb db, CancellationToken cancel)
    {
        var orders = db.OwnOrders();
        if (Filters.Enum<OrderProduct>("product", product) is { } wanted)
        {
            orders = orders.Where(order => order.Product == wanted);
        }

        if (Filters.Enum<OrderState>("state", state) is { } inState)
        {
            orders = orders.Where(order => order.State == inState);
        }

        return Sorting.PageAsync(orders, page with { Sort = page.Sort ?? "-placedAt" }, OrderResponse.From, cancel);
    }
}
