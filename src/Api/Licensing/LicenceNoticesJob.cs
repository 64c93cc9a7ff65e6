using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Quartz;

namespace Cesuur.Api.Licensing;

/// <summary>Finds the organisations whose licence has something to tell, and tells it in a scope of each.</summary>
internal sealed class LicenceNoticesJob(Databases databases, IServiceScopeFactory scopes, TimeProvider time, ILogger<LicenceNoticesJob> log) : IJob
{
    // By the index of what is due; the few sandboxes with a clock ahead are looked at one by one.
    internal const string DueSql = """
        SELECT o.id FROM licences l JOIN organisations o ON o.id = l.tenant_id
        WHERE l.notice_due_at <= @now AND o.suspended_at IS NULL
        UNION
        SELECT o.id FROM organisations o JOIN licences l ON l.tenant_id = o.id
        WHERE o.clock_offset > '0' AND l.notice_due_at <= @now + o.clock_offset AND o.suspended_at IS NULL
        """;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    public async Task RunAsync(CancellationToken cancel)
    {
        foreach (var organisation in await DueAsync(cancel))
        {
            try
            {
                await SendAsync(organisation, cancel);
            }
#pragma warning disable CA1031 // One organisation that cannot be told must not hold up the others; it is still due at the next run
            catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
            {
                log.LogError(e, "Telling {Organisation} about its licence failed; trying again at the next run", organisation);
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

    private async Task SendAsync(Id<Organisation> organisation, CancellationToken cancel)
    {
        await using var scope = await scopes.OpenAsync(organisation, cancel);
        await scope.ServiceProvider.GetRequiredService<LicenceNotices>().SendDueAsync(cancel);
    }
}
