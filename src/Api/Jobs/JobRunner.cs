using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Jobs;

/// <summary>
/// Does the work that requests left behind. What fails is tried again later, except what the domain refuses,
/// which it would refuse again. Only the domain's words reach the caller; everything else goes to the log.
/// </summary>
internal sealed class JobRunner(
    Databases databases, JobQueue queue, IEnumerable<JobKind> kinds, IServiceScopeFactory scopes, JobRunnerOptions options, ILogger<JobRunner> log) : BackgroundService
{
    private const string BrokenOff = "The work was broken off too often.";

    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, JobKind> _kinds = kinds.ToDictionary(kind => kind.Name);
    private readonly SemaphoreSlim _woken = new(0);

    public override void Dispose()
    {
        base.Dispose();
        _woken.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
    [
        Notifications.ListenAsync(databases.Worker, "cesuur_jobs", Wake, log, stoppingToken),
        .. Enumerable.Range(0, options.Parallel).Select(_ => RepeatAsync(WorkAsync, stoppingToken)),
    ]);

    private async Task RepeatAsync(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await work(stop);
            }
#pragma warning disable CA1031 // Whatever fails is tried again; the runner itself never stops
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                log.LogError(e, "Running jobs failed; trying again");
                await Task.Delay(AfterTrouble, stop);
            }
#pragma warning restore CA1031
        }
    }

    private void Wake()
    {
        if (_woken.CurrentCount == 0)
        {
            _woken.Release(options.Parallel);
        }
    }

    private async Task WorkAsync(CancellationToken stop)
    {
        while (await queue.ClaimAsync(_kinds.Keys, options.Lease, stop) is { } job)
        {
            using var held = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var heartbeat = BeatAsync(job, held);
            try
            {
                await RunAsync(job, held.Token);
            }
            finally
            {
                await held.CancelAsync();
                await heartbeat;
            }
        }

        await _woken.WaitAsync(options.Poll, stop);
    }

    /// <summary>Keeps the job while it runs, and stops the work when another worker has taken it over.</summary>
    private async Task BeatAsync(ClaimedJob job, CancellationTokenSource held)
    {
        using var timer = new PeriodicTimer(options.Heartbeat);
        try
        {
            while (await timer.WaitForNextTickAsync(held.Token))
            {
                if (!await TryExtendAsync(job, held.Token))
                {
                    log.LogWarning("{Job} was taken over by another worker", job.Id);
                    await held.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // the work is done, or not ours any more
        }
    }

    private async Task<bool> TryExtendAsync(ClaimedJob job, CancellationToken cancel)
    {
        try
        {
            return await queue.ExtendAsync(job, options.Lease, cancel);
        }
        catch (Npgsql.NpgsqlException e)
        {
            log.LogWarning(e, "The lease of {Job} could not be extended", job.Id);
            return true; // the next beat may get through before the lease runs out
        }
    }

    // What came of it is written down also while the worker is being stopped.
    private async Task RunAsync(ClaimedJob job, CancellationToken cancel)
    {
        var maxAttempts = _kinds[job.Kind].MaxAttempts ?? options.MaxAttempts;
        var running = new RunningJob(job, queue);
        if (job.Attempt > maxAttempts)
        {
            await GiveUpAsync(job, running, BrokenOff);
            return;
        }

        try
        {
            await WithHandlerAsync(job, async handler =>
                await queue.SucceedAsync(job, await handler.RunAsync(running, cancel), running.Errors, CancellationToken.None));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await queue.ReturnAsync(job, CancellationToken.None);
        }
        catch (DomainException refusal) when (refusal.Error.Kind != ErrorKind.Unavailable)
        {
            await GiveUpAsync(job, running, refusal.Message);
        }
#pragma warning disable CA1031 // A job may fail by anything
        catch (Exception e)
        {
            log.LogError(e, "Attempt {Attempt} of {Kind} {Job} failed", job.Attempt, job.Kind, job.Id);
            if (job.Attempt == maxAttempts)
            {
                await GiveUpAsync(job, running, e is DomainException ? e.Message : HttpErrors.Internal.Title);
            }
            else
            {
                await queue.RetryAsync(job, options.FirstRetry * Math.Pow(2, job.Attempt - 1), CancellationToken.None);
            }
        }
#pragma warning restore CA1031
    }

    // Should this fail too, the lease runs out and it is done by the next attempt.
    private async Task GiveUpAsync(ClaimedJob job, RunningJob running, string error)
    {
        running.Error = error;
        await WithHandlerAsync(job, handler => handler.GiveUpAsync(running, CancellationToken.None));
        await queue.FailAsync(job, error, running.Errors, CancellationToken.None);
    }

    private async Task WithHandlerAsync(ClaimedJob job, Func<IJobHandler, Task> work)
    {
        await using var scope = await scopes.OpenAsync(job.Organisation, CancellationToken.None);
        await work(_kinds[job.Kind].Handler(scope.ServiceProvider));
    }
}
