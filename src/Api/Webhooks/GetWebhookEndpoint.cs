using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Webhooks;

internal sealed class GetWebhookEndpoint : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/webhook-endpoints/{endpointId}", Handle)
        .Requires(Permission.WebhooksRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<WebhookEndpointResponse> Handle(
        Id<WebhookEndpoint> endpointId, HttpContext http, AppDb db, CancellationToken cancel)
    {
        var endpoint = await db.WebhookEndpoints.Where(endpoint => endpoint.Id == endpointId).RequireAsync(cancel);
        http.SetETag(db, endpoint);
        return WebhookEndpointResponse.From(endpoint);
    }
}
