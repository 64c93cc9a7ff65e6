using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Webhooks;

namespace Cesuur.Api.Webhooks;

internal sealed class ChangeWebhookEndpoint : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/webhook-endpoints/{endpointId}", Handle)
        .AcceptsPatchOf<WebhookEndpointRequest>()
        .Requires(Permission.WebhooksWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, HttpErrors.Invalid, WebhookErrors.UrlRefused, WebhookErrors.UnknownEventType);

    private static Task<WebhookEndpointResponse> Handle(
        Id<WebhookEndpoint> endpointId, JsonElement patch, HttpContext http, AppDb db, MergePatch merge, AddressGuard guard, Audit audit,
        CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var endpoint = await db.WebhookEndpoints.Where(endpoint => endpoint.Id == endpointId).RequireAsync(cancel);
                http.CheckIfMatch(db, endpoint);
                var wanted = merge.Apply(WebhookEndpointRequest.From(endpoint), patch);
                wanted.Check(guard);
                endpoint.Change(wanted.Url, wanted.Description, wanted.EventTypes, wanted.Enabled);
                audit.Log("webhook_endpoint.changed", endpoint.Id);
                await db.SaveChangesAsync(cancel);
                if (!endpoint.Enabled)
                {
                    await db.GiveUpDeliveriesAsync(endpointId, cancel);
                }

                http.SetETag(db, endpoint);
                return WebhookEndpointResponse.From(endpoint);
            },
            cancel);
}
