using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Webhooks;

internal sealed class ListWebhookDeliveries : IEndpoint
{
    private static readonly Sorting<WebhookDelivery> Sorting = new(
        Sorting<WebhookDelivery>.By("createdAt", delivery => delivery.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/webhook-deliveries", Handle)
        .Requires(Permission.WebhooksRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static Task<Page<WebhookDeliveryResponse>> Handle(
        [AsParameters] PageRequest page, Id<WebhookEndpoint>? endpointId, Id<Event>? eventId, string? state, AppDb db, CancellationToken cancel)
    {
        var deliveries = db.WebhookDeliveries.AsNoTracking();
        if (endpointId is { } endpoint)
        {
            deliveries = deliveries.Where(delivery => delivery.EndpointId == endpoint);
        }

        if (eventId is { } @event)
        {
            deliveries = deliveries.Where(delivery => delivery.EventId == @event);
        }

        if (Filters.Enum<WebhookDeliveryState>("state", state) is { } wanted)
        {
            deliveries = deliveries.Where(delivery => delivery.State == wanted);
        }

        return Sorting.PageAsync(deliveries, page, WebhookDeliveryResponse.From, cancel);
    }
}
