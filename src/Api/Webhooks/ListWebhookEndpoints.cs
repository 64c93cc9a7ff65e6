using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Webhooks;

internal sealed class ListWebhookEndpoints : IEndpoint
{
    private static readonly Sorting<WebhookEndpoint> Sorting = new(
        Sorting<WebhookEndpoint>.By("createdAt", endpoint => endpoint.CreatedAt),
        Sorting<WebhookEndpoint>.By("url", endpoint => endpoint.Url));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/webhook-endpoints", Handle)
        .Requires(Permission.WebhooksRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static Task<Page<WebhookEndpointResponse>> Handle([AsParameters] PageRequest page, AppDb db, CancellationToken cancel) =>
        Sorting.PageAsync(db.WebhookEndpoints.AsNoTracking(), page, WebhookEndpointResponse.From, cancel);
}
