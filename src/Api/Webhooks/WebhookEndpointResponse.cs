using Cesuur.Domain;
using Cesuur.Domain.Webhooks;

namespace Cesuur.Api.Webhooks;

public sealed record WebhookEndpointResponse
{
    public required Id<WebhookEndpoint> Id { get; init; }

    public required string Url { get; init; }

    public string? Description { get; init; }

    /// <summary>Empty: all types.</summary>
    public required IReadOnlyList<string> EventTypes { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>Why the platform disabled it: <c>gone</c>, it answered 410; <c>failing</c>, five days of nothing but failures.</summary>
    public WebhookDisabledReason? DisabledReason { get; init; }

    /// <summary>The first failure since the last success.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal static WebhookEndpointResponse From(WebhookEndpoint endpoint) => new()
    {
        Id = endpoint.Id,
        Url = endpoint.Url,
        Description = endpoint.Description,
        EventTypes = endpoint.EventTypes,
        Enabled = endpoint.Enabled,
        DisabledReason = endpoint.DisabledReason,
        FailingSince = endpoint.FailingSince,
        CreatedAt = endpoint.CreatedAt,
    };
}
