namespace Cesuur.Api.Jobs;

/// <summary>How jobs are run; the defaults are production's.</summary>
internal sealed record JobRunnerOptions
{
    /// <summary>How many a node runs at once.</summary>
    public int Parallel { get; init; } = 2;

    /// <summary>How long after its last sign of life a worker is thought dead.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a worker shows that it is alive.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How soon a job is found that nothing wakes a worker for: a retry, a dead worker's, a lost wake-up.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(5);

    public int MaxAttempts { get; init; } = 5;

    /// <summary>The wait before the second attempt; it doubles with each.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(5);
}
