using System.Collections.Concurrent;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Delivery;

/// <summary>
/// Does what time alone brings about, at most two seconds late by the database's clock: submits sittings whose
/// deadline is past, ends breaks, and goes on from steps whose time is over.
/// Correctness does not hang on it: a save after the deadline is refused in any case. Any number of nodes
/// may sweep at once; a sitting that another one holds is skipped.
/// </summary>
internal sealed class DeadlineSweep(Databases databases, Expiries expiries, TimeProvider time, ILogger<DeadlineSweep> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private const string DueSql = """
        SELECT tenant_id, id, version_id FROM sittings WHERE due_at <= statement_timestamp() AND id <> ALL (@failed) ORDER BY due_at LIMIT 1000
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
                while (await SweepAsync(stoppingToken))
                {
                    // A whole hall is due at once: there is more.
                }
            }
#pragma warning disable CA1031 // Whatever fails is tried again at the next tick; the sweep itself never stops
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.LogError(e, "Sweeping deadlines failed; trying again");
            }
#pragma warning restore CA1031
        }
    }

    /// <summary>Whether anything came of it.</summary>
    private async Task<bool> SweepAsync(CancellationToken cancel)
    {
        var done = await Task.WhenAll((await DueAsync(cancel)).Select(ExpireAsync));
        return done.Any(changed => changed);
    }

    private async Task<List<DueSitting>> DueAsync(CancellationToken cancel)
    {
        var due = new List<DueSitting>();
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
            due.Add(new DueSitting(new(reader.GetGuid(0)), new(reader.GetGuid(1)), new(reader.GetGuid(2))));
        }

        return due;
    }

    private async Task<bool> ExpireAsync(DueSitting due)
    {
        try
        {
            return (await expiries.AskAsync(due, CancellationToken.None)).State is not null;
        }
#pragma warning disable CA1031 // One sitting that cannot be submitted must not hold up the others
        catch (Exception e)
        {
            _failed[due.Sitting.Value] = time.GetUtcNow() + RetryAfter;
            log.LogError(e, "Submitting {Sitting} failed; trying again", due.Sitting);
            return false;
        }
#pragma warning restore CA1031
    }
}
