namespace Cesuur.Domain.Webhooks;

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

    /// <summary>Attempts begun; one that was cut off counts too.</summary>
    public int Attempts { get; private set; }

    /// <summary>While pending: when it is sent, or, during an attempt, when that is given up for lost.</summary>
    public DateTimeOffset NextAttemptAt { get; private set; }

    public DateTimeOffset? LastAttemptAt { get; private set; }

    public int? LastStatus { get; private set; }

    public string? LastError { get; private set; }

    public string? LastResponse { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static WebhookDelivery Create(Id<Event> @event, Id<WebhookEndpoint> endpoint, DateTimeOffset now) => new()
    {
        Id = Id<WebhookDelivery>.New(),
        EventId = @event,
        EndpointId = endpoint,
        State = WebhookDeliveryState.Pending,
        NextAttemptAt = now,
        CreatedAt = now,
    };

    /// <summary>Sends it at once. One that was over begins a new round of attempts.</summary>
    public void Retry(DateTimeOffset now)
    {
        if (State != WebhookDeliveryState.Pending)
        {
            State = WebhookDeliveryState.Pending;
            Attempts = 0;
        }

        NextAttemptAt = now;
    }
}

public enum WebhookDeliveryState
{
    Pending,
    Delivered,

    /// <summary>The last planned attempt failed, or the endpoint was disabled.</summary>
    Failed,
}
