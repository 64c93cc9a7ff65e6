using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Orders;
using Cesuur.Infrastructure.Payments;

namespace Cesuur.Api.Orders;

/// <summary>Somebody said that something happened to the payment of an order.</summary>
internal sealed class SettleOrderJob(Settlement settlement) : IJobHandler
{
    public async Task<object> RunAsync(RunningJob job, CancellationToken cancel)
    {
        if (Id<Order>.TryRead(job.Read<SettleOrderArguments>().OrderId, out var order))
        {
            await settlement.SettleAsync(order, cancel);
        }

        return new { };
    }

    // The night's reconciliation looks at it again.
    public Task GiveUpAsync(RunningJob job, CancellationToken cancel) => Task.CompletedTask;
}
