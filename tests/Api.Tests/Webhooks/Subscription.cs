using System.Text.Json.Nodes;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Webhooks;

/// <summary>An endpoint of a school at a receiver.</summary>
internal sealed record Subscription(TestOrganisation School, string EndpointId, string Secret)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public string Path => $"/v1/webhook-endpoints/{EndpointId}";

    public static async Task<Subscription> CreateAsync(TestOrganisation school, Uri url, params string[] eventTypes)
    {
        var created = await school.Admin.PostAsync("/v1/webhook-endpoints", new { url, eventTypes });
        return new Subscription(school, created.Get("endpoint.id"), created.Get("secret"));
    }

    public async Task<IReadOnlyList<JsonNode>> DeliveriesAsync() =>
        [.. (await School.Admin.GetAsync($"/v1/webhook-deliveries?endpointId={EndpointId}")).Json["data"]!.AsArray().Select(delivery => delivery!)];

    /// <summary>The only delivery, once it is in this state and no longer on its way.</summary>
    public async Task<JsonNode> DeliveryAsync(string state)
    {
        JsonNode? delivery = null;
        await UntilAsync(async () =>
        {
            delivery = (await DeliveriesAsync()).SingleOrDefault();
            return delivery?["state"]!.ToString() == state;
        });
        return delivery!;
    }

    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "It did not happen in time.");
            await Task.Delay(50);
        }
    }
}
