using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Webhooks;

/// <summary>Sends a delivery again at once, whatever became of it; the event's id stays the same.</summary>
internal sealed class RetryWebhookDelivery : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/webhook-deliveries/{deliveryId}/retry", Handle)
        .Requires(Permission.WebhooksWrite)
        .Fails(HttpErrors.NotFound, WebhookErrors.EndpointDisabled);

    private static async Task<Accepted<WebhookDeliveryResponse>> Handle(
        Id<WebhookDelivery> deliveryId, AppDb db, Audit audit, Clock clock, CancellationToken cancel)
    {
        var delivery = await db.WebhookDeliveries.Where(delivery => delivery.Id == deliveryId).RequireAsync(cancel);
        var endpoint = await db.WebhookEndpoints.Where(endpoint => endpoint.Id == delivery.EndpointId).RequireAsync(cancel);
        endpoint.RequireEnabled();
        delivery.Retry(clock.Real);
        audit.Log("webhook_delivery.retried", delivery.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.Accepted($"/v1/webhook-deliveries?eventId={delivery.EventId}", WebhookDeliveryResponse.From(delivery));
    }
}
