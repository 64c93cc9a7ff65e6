namespace Cesuur.Infrastructure.Webhooks;

/// <summary>What an attempt means for its delivery and its endpoint.</summary>
public enum WebhookVerdict
{
    Delivered,

    /// <summary>Try again later.</summary>
    Failed,

    /// <summary>Try again later, and until then leave the endpoint alone: it has too much to do.</summary>
    Throttled,

    /// <summary>The receiver wants no more events: disable the endpoint.</summary>
    Gone,
}
