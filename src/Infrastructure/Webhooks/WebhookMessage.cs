using System.Text.Json;

namespace Cesuur.Infrastructure.Webhooks;

/// <summary>What an endpoint receives: the body of Standard Webhooks 1.0.0.</summary>
public sealed record WebhookMessage
{
    /// <summary>The type of the event, such as <c>result.graded</c>.</summary>
    public required string Type { get; init; }

    /// <summary>When it happened; the attempt's own time is in the <c>webhook-timestamp</c> header.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The resource as its GET showed it at that moment.</summary>
    public required JsonElement Data { get; init; }
}
