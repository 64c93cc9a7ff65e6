namespace Cesuur.Infrastructure.Webhooks;

/// <summary>When a delivery is tried again: ten attempts over some three days (Standard Webhooks 1.0.0).</summary>
public sealed class RetrySchedule(Random random)
{
    private const double MaxJitter = 0.2;

    /// <summary>The wait before each attempt; the first is made at once.</summary>
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.Zero,
        TimeSpan.FromSeconds(5),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
        TimeSpan.FromHours(14),
        TimeSpan.FromHours(20),
        TimeSpan.FromHours(24),
    ];

    public static int Attempts => Delays.Length;

    /// <summary>
    /// The moment of the next attempt after attempt number <paramref name="attempt"/> (from 1), or null
    /// when there is none: delivered, unwanted, or tried often enough.
    /// </summary>
    public DateTimeOffset? NextAttempt(int attempt, DateTimeOffset now, WebhookOutcome outcome)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        return outcome.Verdict is WebhookVerdict.Delivered or WebhookVerdict.Gone || attempt >= Attempts
            ? null
            : now + Wait(Delays[attempt], outcome.RetryAfter ?? TimeSpan.Zero);
    }

    /// <summary>
    /// Never sooner than planned or asked for, and never later than twice the plan, whatever is asked.
    /// Jitter only adds: it spreads the deliveries that an outage made fail together.
    /// </summary>
    private TimeSpan Wait(TimeSpan planned, TimeSpan asked)
    {
        var least = asked > planned ? asked : planned;
        var jittered = least * (1 + (MaxJitter * random.NextDouble()));
        var most = planned * 2;
        return jittered < most ? jittered : most;
    }
}
