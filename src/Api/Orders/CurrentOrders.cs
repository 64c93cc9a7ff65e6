using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Orders;
using Cesuur.Infrastructure.Payments;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Orders;

/// <summary>Orders as they are shown: one that waits for its money is settled first, unless that was done a moment ago.</summary>
internal sealed class CurrentOrders(IServiceScopeFactory scopes, RecentLooks looks, ILogger<CurrentOrders> log)
{
    /// <exception cref="DomainException"><c>not_found</c></exception>
    public async Task<Order> GetAsync(IQueryable<Order> one, CancellationToken cancel)
    {
        var order = await one.AsNoTracking().RequireAsync(cancel);
        if (order is not { CheckoutId: not null, State: OrderState.Open or OrderState.Processing } || !looks.TryLook(order.Id))
        {
            return order;
        }

        try
        {
            // What follows is the platform's doing, in its own unit of work.
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem();
            await scope.ServiceProvider.GetRequiredService<Settlement>().SettleAsync(order.Id, cancel);
        }
        catch (PaymentException e)
        {
            log.LogWarning(e, "{Order} is shown as it was: its provider does not answer", order.Id);
        }

        return await one.AsNoTracking().RequireAsync(cancel);
    }
}
