namespace Cesuur.Domain.Webhooks;

/// <summary>An address of the organisation that receives its events.</summary>
public sealed class WebhookEndpoint : TenantOwned, IIdentified
{
    private WebhookEndpoint()
    {
    }

    public static string IdPrefix => "whk";

    public Id<WebhookEndpoint> Id { get; private set; }

    public string Url { get; private set; } = null!;

    public string? Description { get; private set; }

    /// <summary>Empty: every event.</summary>
    public string[] EventTypes { get; private set; } = null!;

    /// <summary>The signing secret, encrypted with the platform's data protection keys.</summary>
    public string ProtectedSecret { get; private set; } = null!;

    public bool Enabled { get; private set; }

    /// <summary>Why the platform disabled it: <c>gone</c> (answered 410) or <c>failing</c> (five days of nothing but failures).</summary>
    public string? DisabledReason { get; private set; }

    public DateTimeOffset? FailingSince { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static WebhookEndpoint Create(string url, string? description, IEnumerable<string> eventTypes, string protectedSecret, DateTimeOffset now) => new()
    {
        Id = Id<WebhookEndpoint>.New(),
        Url = url,
        Description = description,
        EventTypes = [.. eventTypes.Distinct().Order(StringComparer.Ordinal)],
        ProtectedSecret = protectedSecret,
        Enabled = true,
        CreatedAt = now,
    };

    public void Change(string url, string? description, IEnumerable<string> eventTypes, bool enabled)
    {
        Url = url;
        Description = description;
        EventTypes = [.. eventTypes.Distinct().Order(StringComparer.Ordinal)];
        if (enabled && !Enabled)
        {
            DisabledReason = null;
            FailingSince = null;
        }

        Enabled = enabled;
    }

    public bool Wants(string eventType) => Enabled && (EventTypes.Length == 0 || EventTypes.Contains(eventType));
}

public enum WebhookDeliveryState
{
    Pending,
    Delivered,

    /// <summary>The last planned attempt failed, or the endpoint was disabled.</summary>
    Failed,
}

/// <summary>One event on its way to one endpoint.</summary>
public sealed class WebhookDelivery : TenantOwned, IIdentified
{
    private WebhookDelivery()
    {
    }

    public static string IdPrefix => "dlv";

    public Id<WebhookDelivery> Id { get; private set; }

    public Id<Event> EventId { get; private set; }

    public Id<WebhookEndpoint> EndpointId { get; private set; }

    public WebhookDeliveryState State { get; private set; }

    public int Attempts { get; private set; }

    public DateTimeOffset NextAttemptAt { get; private set; }

    public DateTimeOffset? LastAttemptAt { get; private set; }

    public int? LastStatus { get; private set; }

    public string? LastError { get; private set; }

    public string? LastResponse { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
}

public static class WebhookErrors
{
    public static readonly DomainError UrlRefused =
        new("webhook_url_refused", ErrorKind.Invalid, "Webhooks are not sent to this address");

    public static readonly DomainError UnknownEventType =
        new("unknown_event_type", ErrorKind.Invalid, "There is no such event type");
}
