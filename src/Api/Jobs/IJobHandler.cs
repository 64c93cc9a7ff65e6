using System.Text.Json;
using Cesuur.Infrastructure;
using Cesuur.Infrastructure.Jobs;

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
    public T Read<T>() => JsonSerializer.Deserialize<T>(job.Arguments, Json.Options)!;

    /// <summary>Shows how far it is; for work that takes long enough to be watched, at each per cent or so.</summary>
    public Task ProgressAsync(int done, int total, CancellationToken cancel) => queue.ProgressAsync(job, done, total, cancel);
}
