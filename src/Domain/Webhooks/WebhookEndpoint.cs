namespace Cesuur.Domain.Webhooks;

/// <summary>An address of the organisation that receives its events.</summary>
public sealed class WebhookEndpoint : TenantOwned, IIdentified
{
    /// <summary>How long an endpoint may do nothing but fail (Standard Webhooks 1.0.0).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromDays(5);

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

    /// <summary>Why the platform disabled it; null when the organisation did, and while it is enabled.</summary>
    public WebhookDisabledReason? DisabledReason { get; private set; }

    /// <summary>The first failure since the last success; written by whoever delivers.</summary>
    public DateTimeOffset? FailingSince { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static WebhookEndpoint Create(
        string url, string? description, IEnumerable<string> eventTypes, bool enabled, string protectedSecret, DateTimeOffset now) => new()
        {
            Id = Id<WebhookEndpoint>.New(),
            Url = url,
            Description = description,
            EventTypes = [.. eventTypes.Distinct().Order(StringComparer.Ordinal)],
            ProtectedSecret = protectedSecret,
            Enabled = enabled,
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

    /// <summary>Whether an endpoint that has done nothing but fail since then is given up.</summary>
    public static bool IsPastPatience(DateTimeOffset? failingSince, DateTimeOffset now) =>
        failingSince is { } since && now - since >= Patience;

    /// <summary>The platform's doing; the organisation enables it again when it is mended.</summary>
    public void Disable(WebhookDisabledReason reason)
    {
        Enabled = false;
        DisabledReason = reason;
    }

    /// <summary>Refuses what would be sent to an endpoint that is disabled.</summary>
    /// <exception cref="DomainException"><c>webhook_endpoint_disabled</c></exception>
    public void RequireEnabled()
    {
        if (!Enabled)
        {
            throw new DomainException(WebhookErrors.EndpointDisabled);
        }
    }
}

public enum WebhookDisabledReason
{
    /// <summary>It answered 410.</summary>
    Gone,

    /// <summary>Five days of nothing but failures.</summary>
    Failing,
}
