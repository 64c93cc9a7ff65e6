using System.Collections.Concurrent;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>
/// Does what time alone brings about, at most two seconds late by the database's clock: submits sittings whose
/// deadline is past, ends breaks, and goes on from steps whose time is over.
/// Correctness does not hang on it: a save after the deadline is refused in any case. Any number of nodes
/// may sweep at once; a sitting that another one holds is skipped.
/// </summary>
internal sealed class DeadlineSweep(
    Databases databases, IServiceScopeFactory scopes, PublishedVersions versions, TimeProvider time, ILogger<DeadlineSweep> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);
    private const int Parallel = 4;

    private const string DueSql = """
        SELECT tenant_id, id FROM sittings WHERE due_at <= statement_timestamp() AND id <> ALL (@failed) ORDER BY due_at LIMIT 500
        """;

    /// <summary>Sittings that could not be submitted, and when they are tried again, so that they do not hold up others.</summary>
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _failed = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await System.Threading.Tasks.Parallel.ForEachAsync(
                    await DueAsync(stoppingToken),
                    new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = stoppingToken },
                    async (due, cancel) => await ExpireAsync(due.Organisation, due.Sitting, cancel));
            }
#pragma warning disable CA1031 // Whatever fails is tried again at the next tick; the sweep itself never stops
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.LogError(e, "Sweeping deadlines failed; trying again");
            }
#pragma warning restore CA1031
        }
    }

    private async Task<List<(Id<Organisation> Organisation, Id<Sitting> Sitting)>> DueAsync(CancellationToken cancel)
    {
        var due = new List<(Id<Organisation>, Id<Sitting>)>();
        foreach (var (failed, again) in _failed)
        {
            if (again <= time.GetUtcNow())
            {
                _failed.TryRemove(failed, out _);
            }
        }

        await using var command = databases.Worker.CreateCommand(DueSql);
        command.Parameters.AddWithValue("failed", _failed.Keys.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            due.Add((new(reader.GetGuid(0)), new(reader.GetGuid(1))));
        }

        return due;
    }

    private async Task ExpireAsync(Id<Organisation> organisation, Id<Sitting> id, CancellationToken cancel)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organisation);
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            var version = await versions.OfAsync(db, id, cancel);
            await db.InTransactionAsync(
                async () =>
                {
                    var held = await db.Sittings
                        .FromSql($"""
                            SELECT *, xmin FROM sittings
                            WHERE tenant_id = {organisation.Value} AND id = {id.Value} AND due_at <= statement_timestamp() FOR UPDATE SKIP LOCKED
                            """)
                        .Select(sitting => new HeldSitting(sitting, AppDb.DatabaseTime())).SingleOrDefaultAsync(cancel);
                    if (held is not null)
                    {
                        db.SittingEvents.AddRange(held.Sitting.CatchUp(version.Steps, held.Now));
                        if (held.Sitting.IsBehind(held.Now))
                        {
                            await scope.ServiceProvider.GetRequiredService<Submission>().ExpireAsync(held, version, cancel);
                        }

                        await db.SaveChangesAsync(cancel);
                    }

                    return held;
                },
                cancel);
        }
#pragma warning disable CA1031 // One sitting that cannot be submitted must not hold up the others
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            _failed[id.Value] = time.GetUtcNow() + RetryAfter;
            log.LogError(e, "Submitting {Sitting} failed; trying again", id);
        }
#pragma warning restore CA1031
    }
}
