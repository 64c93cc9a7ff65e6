using System.Text.Json;
using Cesuur.Domain;
using Cesuur.Domain.Jobs;
using Cesuur.Infrastructure;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Jobs;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Cesuur.Api.Jobs;

/// <summary>
/// The work of one kind of job, in a scope of its organisation. It may run more than once, even twice at the
/// same time when a worker was thought dead: what it does twice must come to the same as once.
/// </summary>
internal interface IJobHandler
{
    /// <summary>Does the work and returns what the job's <c>result</c> shows.</summary>
    Task<object> RunAsync(RunningJob job, CancellationToken cancel);

    /// <summary>Leaves behind what others should see when the work will not be tried again.</summary>
    Task GiveUpAsync(RunningJob job, CancellationToken cancel);
}

/// <summary>The job as its handler sees it.</summary>
internal sealed class RunningJob(ClaimedJob job, JobQueue queue)
{
    public Id<Job> Id => job.Id;

    /// <summary>What was wrong place by place, to be shown with the job whether it succeeds or fails.</summary>
    public JobErrors? Errors { get; set; }

    /// <summary>Why it is given up; null while it runs.</summary>
    public string? Error { get; set; }

    public T Read<T>() => JsonSerializer.Deserialize<T>(job.Arguments, Json.Options)!;

    /// <summary>
    /// Ends the job in the open transaction of the work, so that the two are done together or not at all. A worker
    /// that does not hold the job any more is broken off.
    /// </summary>
    public async Task SucceedAsync(AppDb db, object result, CancellationToken cancel)
    {
        if (!await JobQueue.SucceedWithinAsync((NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction(), job, result, Errors, cancel))
        {
            throw new OperationCanceledException("Another worker has taken the job over.");
        }
    }

    /// <summary>When it is given up: ends the job in the open transaction. False when another worker holds it.</summary>
    public Task<bool> FailAsync(AppDb db, CancellationToken cancel) =>
        JobQueue.FailWithinAsync((NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction(), job, Error!, Errors, cancel);

    /// <summary>Shows how far it is; for work that takes long enough to be watched, at each per cent or so.</summary>
    public Task ProgressAsync(int done, int total, CancellationToken cancel) => queue.ProgressAsync(job, done, total, cancel);
}
