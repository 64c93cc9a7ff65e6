using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Webhooks;

/// <summary>
/// Sends an <c>endpoint.test</c> event with the endpoint as its data. It is attempted once, and its failure
/// does not count against the endpoint; how it went is in the list of deliveries within seconds.
/// </summary>
internal sealed class TestWebhookEndpoint : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/webhook-endpoints/{endpointId}/test", Handle)
        .Requires(Permission.WebhooksWrite)
        .Fails(HttpErrors.NotFound, WebhookErrors.EndpointDisabled);

    private static async Task<Accepted<WebhookDeliveryResponse>> Handle(
        Id<WebhookEndpoint> endpointId, AppDb db, Audit audit, Clock clock, CancellationToken cancel)
    {
        var endpoint = await db.WebhookEndpoints.Where(endpoint => endpoint.Id == endpointId).RequireAsync(cancel);
        endpoint.RequireEnabled();
        var raised = Event.RaiseTest(JsonSerializer.Serialize(WebhookEndpointResponse.From(endpoint), Json.Options), clock.Now);
        var delivery = WebhookDelivery.Create(raised.Id, endpoint.Id, clock.Real);
        db.Events.Add(raised);
        db.WebhookDeliveries.Add(delivery);
        audit.Log("webhook_endpoint.tested", endpoint.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.Accepted($"/v1/webhook-deliveries?eventId={raised.Id}", WebhookDeliveryResponse.From(delivery));
    }
}
