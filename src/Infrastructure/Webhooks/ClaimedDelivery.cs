using System.Text.Json;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Webhooks;

namespace Cesuur.Infrastructure.Webhooks;

/// <summary>A delivery that this process has to attempt, with all that takes.</summary>
public sealed record ClaimedDelivery
{
    public required Id<Organisation> Organisation { get; init; }

    public required Id<WebhookDelivery> Id { get; init; }

    public required Id<WebhookEndpoint> Endpoint { get; init; }

    /// <summary>The number of this attempt, from 1. Whoever claims it again has the next, and so the last word.</summary>
    public required int Attempt { get; init; }

    public required string Url { get; init; }

    public required string ProtectedSecret { get; init; }

    /// <summary>Of the endpoint, when this was claimed.</summary>
    public required DateTimeOffset? FailingSince { get; init; }

    public required Id<Event> Event { get; init; }

    public required string EventType { get; init; }

    public required DateTimeOffset EventTime { get; init; }

    public required string Data { get; init; }

    /// <summary>A test counts for nothing: it is attempted once, and says nothing about its endpoint.</summary>
    public bool IsTest => EventType == EventTypes.EndpointTest;

    /// <summary>The same bytes at every attempt.</summary>
    public byte[] Body() => JsonSerializer.SerializeToUtf8Bytes(
        new WebhookMessage { Type = EventType, Timestamp = EventTime, Data = JsonElement.Parse(Data) }, Json.Options);
}
