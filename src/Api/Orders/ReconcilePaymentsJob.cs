using System.Text.Json;
using Cesuur.Domain;
using Cesuur.Domain.Orders;
using Cesuur.Infrastructure;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Payments;
using Quartz;

namespace Cesuur.Api.Orders;

/// <summary>
/// Has every order looked at again that still waits for its money an hour after it was placed: a webhook may have been
/// lost. One that was given up is looked at for another week, since money may still arrive.
/// </summary>
internal sealed class ReconcilePaymentsJob(Databases databases, TimeProvider time) : IJob
{
    private const string WaitingSql = """
        SELECT tenant_id, id FROM orders WHERE state IN ('open', 'processing') AND checkout_id IS NOT NULL AND placed_at < @now - interval '1 hour'
        UNION ALL
        SELECT tenant_id, id FROM orders WHERE state IN ('failed', 'expired') AND placed_at > @now - interval '8 days'
        """;

    private const string EnqueueSql = """
        INSERT INTO jobs (tenant_id, id, kind, arguments, status, due_at, created_at)
        SELECT tenant, uuidv7(), @kind, arguments::jsonb, 'queued', @now, @now FROM unnest(@tenants, @arguments) AS waiting (tenant, arguments)
        """;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    public async Task RunAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var tenants = new List<Guid>();
        var arguments = new List<string>();
        await using (var waiting = databases.Worker.CreateCommand(WaitingSql))
        {
            waiting.Parameters.AddWithValue("now", now);
            await using var reader = await waiting.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                tenants.Add(reader.GetGuid(0));
                arguments.Add(JsonSerializer.Serialize(new SettleOrderArguments(new Id<Order>(reader.GetGuid(1)).ToString()), Json.Options));
            }
        }

        await using var enqueue = databases.Worker.CreateCommand(EnqueueSql);
        enqueue.Parameters.AddWithValue("kind", OrderSettlement.Kind);
        enqueue.Parameters.AddWithValue("now", now);
        enqueue.Parameters.AddWithValue("tenants", tenants);
        enqueue.Parameters.AddWithValue("arguments", arguments);
        await enqueue.ExecuteNonQueryAsync(cancel);
    }
}
