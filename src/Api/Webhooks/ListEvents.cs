using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Webhooks;

public sealed record EventResponse
{
    /// <summary>Also the <c>webhook-id</c> of all its deliveries.</summary>
    public required Id<Event> Id { get; init; }

    public required string Type { get; init; }

    /// <summary>The resource as its GET showed it at that moment.</summary>
    public required JsonElement Data { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal static EventResponse From(Event @event) => new()
    {
        Id = @event.Id,
        Type = @event.Type,
        Data = JsonElement.Parse(@event.Data),
        CreatedAt = @event.CreatedAt,
    };
}

/// <summary>What happened, whether or not an endpoint wanted to know.</summary>
internal sealed class ListEvents : IEndpoint
{
    private static readonly Sorting<Event> Sorting = new(Sorting<Event>.By("createdAt", @event => @event.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/events", Handle)
        .Requires(Permission.WebhooksRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static Task<Page<EventResponse>> Handle([AsParameters] PageRequest page, string? type, AppDb db, CancellationToken cancel)
    {
        var events = db.Events.AsNoTracking();
        if (type is not null)
        {
            if (type != EventTypes.EndpointTest && !EventTypes.All.Contains(type))
            {
                throw HttpErrors.Member("type", WebhookErrors.UnknownEventType.Code, "There is no such event type.");
            }

            events = events.Where(@event => @event.Type == type);
        }

        return Sorting.PageAsync(events, page, EventResponse.From, cancel);
    }
}
