using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Quartz;

namespace Cesuur.Api.Jobs;

/// <summary>
/// Recurring work in every organisation in which something is due, in a scope of each. One in which it fails holds up
/// no other: it is still due at the next run.
/// </summary>
/// <param name="databases">What is due is asked of all organisations at once.</param>
/// <param name="scopes">The scopes of the organisations.</param>
/// <param name="time">The time.</param>
/// <param name="log">The job's.</param>
/// <param name="what">What is done, for the log.</param>
/// <param name="dueSql">The organisations, with <c>@now</c>: by the index of what is due, and the few sandboxes with a clock ahead one by one.</param>
internal abstract class DueJob(Databases databases, IServiceScopeFactory scopes, TimeProvider time, ILogger log, string what, string dueSql) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    public async Task RunAsync(CancellationToken cancel)
    {
        foreach (var organisation in await DueAsync(cancel))
        {
            try
            {
                while (await DoInScopeAsync(organisation, cancel))
                {
                }
            }
#pragma warning disable CA1031 // One organisation must not hold up the others
            catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
            {
                log.LogError(e, "{What} of {Organisation} failed; trying again at the next run", what, organisation);
            }
#pragma warning restore CA1031
        }
    }

    /// <summary>Does what is due in the organisation of the scope.</summary>
    /// <returns>Whether there is more, for another scope.</returns>
    protected abstract Task<bool> DoAsync(IServiceProvider services, CancellationToken cancel);

    private async Task<bool> DoInScopeAsync(Id<Organisation> organisation, CancellationToken cancel)
    {
        await using var scope = await scopes.OpenAsync(organisation, cancel);
        return await DoAsync(scope.ServiceProvider, cancel);
    }

    private async Task<List<Id<Organisation>>> DueAsync(CancellationToken cancel)
    {
        var due = new List<Id<Organisation>>();
#pragma warning disable CA2100 // A constant of each of these jobs
        await using var command = databases.Worker.CreateCommand(dueSql);
#pragma warning restore CA2100
        command.Parameters.AddWithValue("now", time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            due.Add(new(reader.GetGuid(0)));
        }

        return due;
    }
}
