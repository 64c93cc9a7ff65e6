using Cesuur.Api.Jobs;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Tests.Jobs;

/// <summary>What the jobs of a test do, and what became of them; shared by all runners of the test.</summary>
internal sealed class JobScript
{
    private int _runs;
    private int _givenUp;

    public Func<int, RunningJob, CancellationToken, Task<object>> Do { get; set; } = (_, _, _) => Task.FromResult<object>(new { });

    public List<Guid> Organisations { get; } = [];

    public int Runs => _runs;

    public int GivenUp => _givenUp;

    public Task<object> RunAsync(Guid organisation, RunningJob job, CancellationToken cancel)
    {
        lock (Organisations)
        {
            Organisations.Add(organisation);
        }

        return Do(Interlocked.Increment(ref _runs), job, cancel);
    }

    public void GiveUp() => Interlocked.Increment(ref _givenUp);
}

internal sealed class ScriptedJob(JobScript script, AppDb db) : IJobHandler
{
    public const string Kind = "scripted";

    public Task<object> RunAsync(RunningJob job, CancellationToken cancel) => script.RunAsync(db.TenantId.Value, job, cancel);

    public Task GiveUpAsync(RunningJob job, CancellationToken cancel)
    {
        script.GiveUp();
        return Task.CompletedTask;
    }
}
