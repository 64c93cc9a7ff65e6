using Microsoft.Extensions.Configuration;

namespace Cesuur.Infrastructure.Webhooks;

/// <summary>When a delivery is tried again.</summary>
/// <param name="delays">The wait after each failed attempt; after one more failure there is no next attempt.</param>
public sealed class RetrySchedule(Random random, IReadOnlyList<TimeSpan> delays)
{
    private const string DelaysKey = "Webhooks:RetryDelays";
    private const double MaxJitter = 0.2;

    /// <summary>Ten attempts over some three days (Standard Webhooks 1.0.0).</summary>
    public static IReadOnlyList<TimeSpan> StandardDelays { get; } =
    [
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

    public int Attempts => delays.Count + 1;

    /// <summary>Reads the delays, in seconds, from <c>Webhooks:RetryDelays</c>; the standard ones unless it is there.</summary>
    public static RetrySchedule FromConfiguration(IConfiguration configuration) =>
        new(Random.Shared, configuration.GetSection(DelaysKey).Get<double[]>() is { Length: > 0 } seconds
            ? [.. seconds.Select(TimeSpan.FromSeconds)]
            : StandardDelays);

    /// <summary>
    /// The moment of the next attempt after attempt number <paramref name="attempt"/> (from 1), or null
    /// when there is none: delivered, unwanted, or tried often enough.
    /// </summary>
    public DateTimeOffset? NextAttempt(int attempt, DateTimeOffset now, WebhookOutcome outcome)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        return outcome.Verdict is WebhookVerdict.Delivered or WebhookVerdict.Gone || attempt >= Attempts
            ? null
            : now + Wait(delays[attempt - 1], outcome.RetryAfter ?? TimeSpan.Zero);
    }

    /// <summary>Until when an endpoint that has too much to do is left alone: as long as after a first failure.</summary>
    public DateTimeOffset PauseUntil(DateTimeOffset now, WebhookOutcome outcome) =>
        now + Wait(delays[0], outcome.RetryAfter ?? TimeSpan.Zero);

    /// <summary>
    /// Never sooner than planned; as late as was asked for, but never later than twice the plan.
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
