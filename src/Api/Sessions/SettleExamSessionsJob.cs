using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Quartz;

namespace Cesuur.Api.Sessions;

/// <summary>Finds the organisations with sessions that are over and not settled, and settles them in a scope of each.</summary>
internal sealed class SettleExamSessionsJob(Databases databases, IServiceScopeFactory scopes, TimeProvider time, ILogger<SettleExamSessionsJob> log) : IJob
{
    // By the index of what is to be settled; the few sandboxes with a clock ahead are looked at one by one.
    private const string DueSql = """
        SELECT tenant_id FROM exam_sessions WHERE settled_at IS NULL AND ends_at <= @now
        UNION
        SELECT o.id FROM organisations o JOIN exam_sessions s ON s.tenant_id = o.id
        WHERE o.clock_offset > '0' AND s.settled_at IS NULL AND s.ends_at <= @now + o.clock_offset
        """;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    public async Task RunAsync(CancellationToken cancel)
    {
        foreach (var organisation in await DueAsync(cancel))
        {
            try
            {
                await using var scope = await scopes.OpenAsync(organisation, cancel);
                await scope.ServiceProvider.GetRequiredService<Settling>().SettleDueAsync(cancel);
            }
#pragma warning disable CA1031 // One organisation whose sessions cannot be settled must not hold up the others; they are still due at the next run
            catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
            {
                log.LogError(e, "Settling the sessions of {Organisation} failed; trying again at the next run", organisation);
            }
#pragma warning restore CA1031
        }
    }

    private async Task<List<Id<Organisation>>> DueAsync(CancellationToken cancel)
    {
        var due = new List<Id<Organisation>>();
        await using var command = databases.Worker.CreateCommand(DueSql);
        command.Parameters.AddWithValue("now", time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            due.Add(new(reader.GetGuid(0)));
        }

        return due;
    }
}
