using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Orders;

/// <summary>On a platform of its own, since there is one price list for all.</summary>
public sealed class PriceListTests : IAsyncLifetime
{
    private TestApi _api = null!;

    public async Task InitializeAsync() => _api = await TestApi.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Prices_are_the_operators_known_to_all_and_hold_for_orders_from_then_on()
    {
        var school = await _api.OrganisationAsync();
        var (before, _) = await school.OrderCreditsAsync(10);
        await SetAsync(null, [new { from = 5, unitAmount = 1000 }, new { from = 100, unitAmount = 900 }]);
        var shown = await _api.Client(null).GetAsync("/v1/price-list");
        Assert.Equal(("EUR", "900", null), (shown.Get("currency"), shown.Get("credits[1].unitAmount"), shown.Node("licences.departments")));
        Assert.Equal("1250", (await school.Admin.GetAsync($"/v1/orders/{before}")).Get("unitAmount"));
        var (after, _) = await school.OrderCreditsAsync(100);
        Assert.Equal("90000", (await school.Admin.GetAsync($"/v1/orders/{after}")).Get("netAmount"));

        var billing = new { name = "School", address = "Plein 1" };
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/credits/orders", new { quantity = 4, method = "invoice", email = "a@example.org", billing }))
            .Expect(HttpStatusCode.Conflict, "not_for_sale");
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/licence/renewals", new { kind = "departments", method = "invoice", email = "a@example.org", billing }))
            .Expect(HttpStatusCode.Conflict, "not_for_sale");
    }

    [Fact]
    public async Task A_list_for_later_waits_and_can_be_replaced_and_one_that_began_cannot()
    {
        var later = TimeProvider.System.GetUtcNow().AddDays(30).ToString("O");
        await SetAsync(later, [new { from = 1, unitAmount = 1300 }]);
        await SetAsync(later, [new { from = 1, unitAmount = 1400 }]);
        Assert.Equal("1250", (await _api.Client(null).GetAsync("/v1/price-list")).Get("credits[0].unitAmount"));
        var lists = (await _api.Operator.GetAsync("/v1/platform/price-list")).Json["data"]!.AsArray();
        Assert.Equal((2, "1400"), (lists.Count, lists[0]!["credits"]![0]!["unitAmount"]!.ToString()));
        (await SendAsync(TimeProvider.System.GetUtcNow().AddMinutes(-1).ToString("O"), [])).Expect(HttpStatusCode.UnprocessableEntity, "price_list_begun");
        var refused = (await SendAsync(null, [new { from = 5, unitAmount = 1000 }, new { from = 5, unitAmount = 1001 }])).Expect(HttpStatusCode.UnprocessableEntity, "price_list_invalid");
        Assert.Equal(["/credits/1/from", "/credits/1/unitAmount"], refused.Json["errors"]!.AsArray().Select(error => error!["pointer"]!.ToString()));
    }

    private async Task SetAsync(string? validFrom, object[] credits) => (await SendAsync(validFrom, credits)).Expect(HttpStatusCode.OK);

    private Task<Answer> SendAsync(string? validFrom, object[] credits) => _api.Operator.SendAsync(HttpMethod.Put, "/v1/platform/price-list", new
    {
        validFrom,
        currency = "EUR",
        vatRate = 2100,
        credits,
        licences = new { teacher = 9_900 },
    });
}
