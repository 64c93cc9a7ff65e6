using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Orders;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Orders;

internal static class OwnOrdersQuery
{
    /// <summary>What the organisation has ordered, which stands in the operator's books.</summary>
    public static IQueryable<Order> OwnOrders(this AppDb db) => db.Orders.AsNoTracking().Where(order => order.OrganisationId == db.TenantId);

    /// <summary>In the operator's books, held until the transaction ends: whatever changes an order takes turns.</summary>
    /// <exception cref="DomainException"><c>not_found</c></exception>
    public static Task<Order> HoldOrderAsync(this AppDb db, Id<Order> id, CancellationToken cancel) => db.Orders
        .FromSql($"SELECT *, xmin FROM orders WHERE tenant_id = {db.TenantId.Value} AND id = {id.Value} FOR NO KEY UPDATE")
        .RequireAsync(cancel);

    /// <summary>The token of an order, held so that it is not redeemed meanwhile.</summary>
    public static IQueryable<CreditToken> HoldTokenOf(this AppDb db, Id<Order> order) => db.CreditTokens
        .FromSql($"SELECT * FROM credit_tokens WHERE tenant_id = {db.TenantId.Value} AND order_id = {order.Value} FOR UPDATE");
}
