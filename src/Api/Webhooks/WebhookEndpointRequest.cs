using System.ComponentModel.DataAnnotations;
using Cesuur.Domain;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Webhooks;

namespace Cesuur.Api.Webhooks;

/// <summary>What an endpoint is.</summary>
public sealed record WebhookEndpointRequest
{
    /// <summary>An <c>https</c> URL on the public internet, without user name and fragment.</summary>
    public required string Url { get; init; }

    [StringLength(500)]
    public string? Description { get; init; }

    /// <summary>The types of events that it receives. Empty or absent: all, also those that are added later.</summary>
    [MaxLength(100)]
    public IReadOnlyList<string> EventTypes { get; init; } = [];

    /// <summary>Absent: true. A disabled endpoint receives nothing, and what was on its way to it fails.</summary>
    public bool Enabled { get; init; } = true;

    internal static WebhookEndpointRequest From(WebhookEndpoint endpoint) => new()
    {
        Url = endpoint.Url,
        Description = endpoint.Description,
        EventTypes = endpoint.EventTypes,
        Enabled = endpoint.Enabled,
    };

    /// <exception cref="DomainException"><c>webhook_url_refused</c>, <c>unknown_event_type</c></exception>
    internal void Check(AddressGuard guard)
    {
        if (guard.Check(Url) is { } refusal)
        {
            throw new DomainException(WebhookErrors.UrlRefused, refusal.Detail, new ErrorDetail("/url", refusal.Code, refusal.Detail));
        }

        var unknown = EventTypes
            .Select((type, index) => (type, index))
            .Where(named => !Domain.Webhooks.EventTypes.All.Contains(named.type))
            .Select(named => new ErrorDetail($"/eventTypes/{named.index}", WebhookErrors.UnknownEventType.Code, "There is no such event type."))
            .ToList();
        if (unknown.Count > 0)
        {
            throw new DomainException(WebhookErrors.UnknownEventType, errors: unknown);
        }
    }
}
