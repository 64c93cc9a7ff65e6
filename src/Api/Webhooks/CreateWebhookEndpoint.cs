using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Webhooks;

public sealed record CreatedWebhookEndpointResponse
{
    public required WebhookEndpointResponse Endpoint { get; init; }

    /// <summary>What the endpoint verifies signatures with (Standard Webhooks, <c>whsec_…</c>). Shown once.</summary>
    public required string Secret { get; init; }
}

internal sealed class CreateWebhookEndpoint : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/webhook-endpoints", Handle)
        .Requires(Permission.WebhooksWrite)
        .Fails(HttpErrors.Invalid, WebhookErrors.UrlRefused, WebhookErrors.UnknownEventType);

    private static async Task<Created<CreatedWebhookEndpointResponse>> Handle(
        WebhookEndpointRequest request, HttpContext http, AppDb db, AddressGuard guard, WebhookSecrets secrets, Audit audit, Clock clock,
        CancellationToken cancel)
    {
        request.Check(guard);
        var secret = WebhookSecret.Create();
        var endpoint = WebhookEndpoint.Create(
            request.Url, request.Description, request.EventTypes, request.Enabled, secrets.Protect(secret), clock.Now);
        db.WebhookEndpoints.Add(endpoint);
        audit.Log("webhook_endpoint.created", endpoint.Id);
        await db.SaveChangesAsync(cancel);
        http.SetETag(db, endpoint);
        return TypedResults.Created(
            $"/v1/webhook-endpoints/{endpoint.Id}",
            new CreatedWebhookEndpointResponse { Endpoint = WebhookEndpointResponse.From(endpoint), Secret = secret.Reveal() });
    }
}
