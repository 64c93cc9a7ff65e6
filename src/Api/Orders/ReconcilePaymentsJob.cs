using Cesuur.Domain;
using Cesuur.Domain.Orders;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Payments;
using Quartz;

namespace Cesuur.Api.Orders;

/// <summary>
/// Looks again at every order whose news may have been lost: that waits for its money an hour after it was placed, that
/// was given up in the last week, or whose money can still go back, which banks allow for half a year. One after the
/// other, so that nothing else waits for it; when the provider does not answer, tomorrow is soon enough.
/// </summary>
internal sealed class ReconcilePaymentsJob(Databases databases, IServiceScopeFactory scopes, TimeProvider time, ILogger<ReconcilePaymentsJob> log) : IJob
{
    private const int MostFailures = 3;

    private const string Sql = """
        SELECT id FROM orders
        WHERE provider = 'stripe' AND placed_at < @now - interval '1 hour' AND placed_at > @now - CASE
            WHEN state IN ('open', 'processing', 'paid') THEN interval '180 days'
            WHEN state IN ('failed', 'expired') THEN interval '8 days' ELSE interval '0' END
        ORDER BY placed_at DESC
        """;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    public async Task RunAsync(CancellationToken cancel)
    {
        var failures = 0;
        foreach (var order in await ToLookAtAsync(cancel))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<Settlement>().SettleAsync(order, cancel);
                failures = 0;
            }
#pragma warning disable CA1031 // One order that cannot be settled must not hold up the others
            catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
            {
                log.LogError(e, "Looking again at {Order} failed", order);
                if (e is PaymentException && ++failures == MostFailures)
                {
                    return;
                }
            }
#pragma warning restore CA1031
        }
    }

    private async Task<List<Id<Order>>> ToLookAtAsync(CancellationToken cancel)
    {
        var orders = new List<Id<Order>>();
        await using var command = databases.Worker.CreateCommand(Sql);
        command.Parameters.AddWithValue("now", time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            orders.Add(new Id<Order>(reader.GetGuid(0)));
        }

        return orders;
    }
}
