using Cesuur.Infrastructure.Database;
using Quartz;

namespace Cesuur.Api.Jobs;

/// <summary>Removes the errors of jobs of all organisations 30 days after their end: the cells in them are about people.</summary>
internal sealed class ForgetJobErrorsJob(Databases databases, ILogger<ForgetJobErrorsJob> log) : IJob
{
    private const string ForgetSql = """
        UPDATE jobs SET errors = NULL WHERE errors IS NOT NULL AND finished_at < clock_timestamp() - interval '30 days'
        """;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    public async Task RunAsync(CancellationToken cancel)
    {
        await using var command = databases.Worker.CreateCommand(ForgetSql);
        var forgotten = await command.ExecuteNonQueryAsync(cancel);
        log.LogInformation("Removed the errors of {Count} jobs", forgotten);
    }
}
