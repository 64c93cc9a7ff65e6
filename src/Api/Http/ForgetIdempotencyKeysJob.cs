using Cesuur.Infrastructure.Database;
using Quartz;

namespace Cesuur.Api.Http;

/// <summary>Removes the idempotency keys of all organisations, with the answers stored for them, after the 24 hours that they are kept.</summary>
internal sealed class ForgetIdempotencyKeysJob(Databases databases, ILogger<ForgetIdempotencyKeysJob> log) : IJob
{
    private const string ForgetSql = "DELETE FROM idempotency_keys WHERE created_at < clock_timestamp() - interval '24 hours'";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    public async Task RunAsync(CancellationToken cancel)
    {
        await using var command = databases.Worker.CreateCommand(ForgetSql);
        var forgotten = await command.ExecuteNonQueryAsync(cancel);
        log.LogInformation("Removed {Count} idempotency keys", forgotten);
    }
}
