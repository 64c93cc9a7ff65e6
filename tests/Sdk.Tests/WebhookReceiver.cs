using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cesuur.Sdk.Tests;

/// <summary>A school's own server on this machine, which hands over what it gets.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly Channel<Delivery> _deliveries = Channel.CreateUnbounded<Delivery>();

    private WebhookReceiver(WebApplication app) => _app = app;

    public string Url => $"{_app.Urls.Single()}/cesuur";

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.MapPost("/cesuur", receiver.KeepAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The event in the next delivery, checked with the endpoint's secret.</summary>
    public async Task<WebhookEvent> NextAsync(Webhook webhook)
    {
        var delivery = await _deliveries.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        return webhook.Verify(delivery.Body, delivery.Id, delivery.Timestamp, delivery.Signature);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> KeepAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var headers = request.Headers;
        await _deliveries.Writer.WriteAsync(
            new Delivery(body.ToArray(), headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"]));
        return Results.NoContent();
    }

    private sealed record Delivery(byte[] Body, string? Id, string? Timestamp, string? Signature);
}
