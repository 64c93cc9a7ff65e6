using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Webhooks;

/// <summary>Deletes an endpoint with its deliveries; the events stay.</summary>
internal sealed class DeleteWebhookEndpoint : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/webhook-endpoints/{endpointId}", Handle)
        .Requires(Permission.WebhooksWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale);

    private static async Task<NoContent> Handle(
        Id<WebhookEndpoint> endpointId, HttpContext http, AppDb db, Audit audit, CancellationToken cancel)
    {
        var endpoint = await db.WebhookEndpoints.Where(endpoint => endpoint.Id == endpointId).RequireAsync(cancel);
        http.CheckIfMatch(db, endpoint);
        db.WebhookEndpoints.Remove(endpoint);
        audit.Log("webhook_endpoint.deleted", endpoint.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }
}
