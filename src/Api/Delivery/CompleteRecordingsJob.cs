using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Quartz;

namespace Cesuur.Api.Delivery;

/// <summary>
/// Completes the recordings of all organisations that nobody will: the device is gone, or the time is over for longer
/// than the grace; what had arrived counts. Also those that a process died over. Firing twice completes each once.
/// </summary>
internal sealed class CompleteRecordingsJob(Databases databases, IServiceScopeFactory scopes, ILogger<CompleteRecordingsJob> log) : IJob
{
    // More than are due; whether one is is decided where it is completed.
    private const string Sql = """
        SELECT r.tenant_id, r.id FROM recordings r JOIN sittings s ON s.tenant_id = r.tenant_id AND s.id = r.sitting_id
        WHERE r.received_at IS NULL
            AND (r.size = r.length OR s.device_epoch <> r.device_epoch OR s.current_step <> r.step OR s.submitted_at IS NOT NULL OR s.due_at <= clock_timestamp())
        ORDER BY r.begun_at LIMIT 1000
        """;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    public async Task RunAsync(CancellationToken cancel)
    {
        foreach (var (organisation, recording) in await WaitingAsync(cancel))
        {
            try
            {
                await using var scope = await scopes.OpenAsync(organisation, cancel);
                await scope.ServiceProvider.GetRequiredService<RecordingUploads>().EndAsync(recording, cancel);
            }
#pragma warning disable CA1031 // One recording that cannot be put together must not hold up the others; it is tried again at the next run
            catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
            {
                log.LogWarning(e, "{Recording} could not be put together; trying again at the next run", recording);
            }
#pragma warning restore CA1031
        }
    }

    private async Task<List<(Id<Organisation> Organisation, Id<Recording> Recording)>> WaitingAsync(CancellationToken cancel)
    {
        await using var command = databases.Worker.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var waiting = new List<(Id<Organisation>, Id<Recording>)>();
        while (await reader.ReadAsync(cancel))
        {
            waiting.Add((new Id<Organisation>(reader.GetGuid(0)), new Id<Recording>(reader.GetGuid(1))));
        }

        return waiting;
    }
}
