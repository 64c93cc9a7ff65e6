using Cesuur.Infrastructure.Database;
using Quartz;

namespace Cesuur.Api.Jobs;

/// <summary>Removes, for all organisations, what is kept for a time only. By the worker role; firing twice removes nothing more.</summary>
internal abstract class ForgetJob(Databases databases, ILogger log, string what, string sql) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    public async Task RunAsync(CancellationToken cancel)
    {
#pragma warning disable CA2100 // A constant of each of these jobs
        await using var command = databases.Worker.CreateCommand(sql);
#pragma warning restore CA2100
        log.LogInformation("Removed {Count} {What}", await command.ExecuteNonQueryAsync(cancel), what);
    }
}
