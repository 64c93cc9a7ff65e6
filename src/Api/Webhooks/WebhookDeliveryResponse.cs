using Cesuur.Domain;
using Cesuur.Domain.Webhooks;

namespace Cesuur.Api.Webhooks;

/// <summary>One event on its way to one endpoint.</summary>
public sealed record WebhookDeliveryResponse
{
    public required Id<WebhookDelivery> Id { get; init; }

    public required Id<Event> EventId { get; init; }

    public required Id<WebhookEndpoint> EndpointId { get; init; }

    public required WebhookDeliveryState State { get; init; }

    /// <summary>How many times it has been tried.</summary>
    public required int Attempts { get; init; }

    /// <summary>Only while <c>pending</c>.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>The HTTP status of the last answer.</summary>
    public int? LastStatus { get; init; }

    /// <summary>
    /// Why there was no answer: <c>blocked_address</c>, <c>dns</c>, <c>timeout</c>, <c>connection</c>,
    /// <c>tls</c>; or <c>endpoint_disabled</c>.
    /// </summary>
    public string? LastError { get; init; }

    /// <summary>The beginning of the last answer's body.</summary>
    public string? LastResponse { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal static WebhookDeliveryResponse From(WebhookDelivery delivery) => new()
    {
        Id = delivery.Id,
        EventId = delivery.EventId,
        EndpointId = delivery.EndpointId,
        State = delivery.State,
        Attempts = delivery.Attempts,
        NextAttemptAt = delivery.State == WebhookDeliveryState.Pending ? delivery.NextAttemptAt : null,
        LastAttemptAt = delivery.LastAttemptAt,
        LastStatus = delivery.LastStatus,
        LastError = delivery.LastError,
        LastResponse = delivery.LastResponse,
        CreatedAt = delivery.CreatedAt,
    };
}
