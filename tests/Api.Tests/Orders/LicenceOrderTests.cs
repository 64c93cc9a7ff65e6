using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Orders;

[Collection(ApiCollection.Name)]
public sealed class LicenceOrderTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Theory]
    [InlineData("teacher", "11979", "admin teacher")]
    [InlineData("organisation", "60379", "admin")]
    public async Task A_licence_that_is_paid_makes_the_organisation_and_its_admin_who_can_then_sign_in(string kind, string total, string roles)
    {
        var email = $"{Guid.CreateVersion7():N}@example.org";
        var stranger = _api.Client(null);
        var placed = await stranger.PostAsync("/v1/licence-orders", Order(kind, email));
        Assert.Equal(("open", total), (placed.Get("state"), placed.Get("totalAmount")));
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostAsync($"{placed.Get("checkoutUrl")}/pay", null)).StatusCode);
        await _api.OperatorOrderAsync(placed.Get("id"), order => order.Node("order.fulfilledAt") is not null);

        var order = await stranger.GetAsync($"/v1/licence-orders/{placed.Get("id")}");
        Assert.Equal("paid", order.Get("state"));
        Assert.DoesNotContain(email, order.Text, StringComparison.Ordinal);
        var organisation = order.Get("organisationId");
        Assert.Contains((await _api.MailsAsync(email)), mail => mail.Subject == "Bevestiging van uw bestelling" && mail.Body.Contains(organisation, StringComparison.Ordinal));

        await stranger.PostAsync("/v1/auth/activation", new { token = await _api.MailedAsync(email, "cat_activate_"), password = TestAccount.Password });
        var signedIn = await stranger.PostAsync("/v1/auth/login", new { organisation, email, password = TestAccount.Password });
        var admin = _api.Client(signedIn.Get("accessToken"));
        Assert.Equal(roles, string.Join(' ', (await admin.GetAsync("/v1/me")).Json["roles"]!.AsArray().Select(role => role!.ToString()).Order(StringComparer.Ordinal)));
        Assert.Equal((kind, "active"), ((await admin.GetAsync("/v1/licence")).Get("kind"), (await admin.GetAsync("/v1/licence")).Get("status")));
        Assert.Equal(placed.Get("id"), (await admin.GetAsync("/v1/orders")).Get("data[0].id"));
    }

    [Fact]
    public async Task A_licence_that_is_ordered_twice_with_one_key_is_ordered_once()
    {
        var email = $"{Guid.CreateVersion7():N}@example.org";
        var key = ("Idempotency-Key", Guid.CreateVersion7().ToString());
        var first = await _api.Client(null).SendAsync(HttpMethod.Post, "/v1/licence-orders", Order("organisation", email), key);
        var second = await _api.Client(null).SendAsync(HttpMethod.Post, "/v1/licence-orders", Order("organisation", email), key);
        Assert.Equal((first.Get("id"), first.Get("checkoutUrl")), (second.Get("id"), second.Get("checkoutUrl")));
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
        (await _api.Client(null).SendAsync(HttpMethod.Post, "/v1/licence-orders", Order("teacher", email), key))
            .Expect(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Fact]
    public async Task A_licence_that_nobody_pays_makes_nothing_and_an_order_of_credits_is_not_seen_here()
    {
        var placed = await _api.Client(null).PostAsync("/v1/licence-orders", Order("organisation", "nobody@example.org"));
        Assert.Null((await _api.Client(null).GetAsync($"/v1/licence-orders/{placed.Get("id")}")).Node("organisationId"));
        var school = await _api.OrganisationAsync();
        var (credits, _) = await school.OrderCreditsAsync(1);
        (await _api.Client(null).SendAsync(HttpMethod.Get, $"/v1/licence-orders/{credits}")).Expect(HttpStatusCode.NotFound, "not_found");
        (await _api.Client(null).SendAsync(HttpMethod.Get, "/v1/licence-orders/ord_nonsense")).Expect(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_renewal_continues_from_the_end_and_is_refused_before_it_is_paid_where_it_has_no_room()
    {
        var school = await _api.OrganisationAsync();
        var end = (await school.Admin.GetAsync("/v1/licence")).Get("endsAt");
        var placed = await school.Admin.PostAsync("/v1/licence/renewals", Renewal(kind: null));
        Assert.Equal(("renewal", "organisation", "49900"), (placed.Get("product"), placed.Get("licenceKind"), placed.Get("netAmount")));
        await school.Admin.PostAsync("/v1/sandbox/payments", new { orderId = placed.Get("id"), action = "pay" });
        await _api.OperatorOrderAsync(placed.Get("id"), order => order.Node("order.fulfilledAt") is not null);
        var licences = (await school.Admin.GetAsync("/v1/licences")).Json["data"]!.AsArray();
        Assert.Equal((2, end), (licences.Count, licences[0]!["startsAt"]!.ToString()));

        await school.UserAsync(["teacher"]);
        await school.UserAsync(["teacher"]);
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/licence/renewals", Renewal("teacher"))).Expect(HttpStatusCode.Conflict, "licence_downgrade_refused");
    }

    [Fact]
    public async Task A_renewal_that_has_become_impossible_keeps_the_money_noted_for_the_operator_to_solve()
    {
        var school = await _api.OrganisationAsync(licence: null);
        var placed = await school.Admin.PostAsync("/v1/licence/renewals", Renewal("teacher"));
        await school.UserAsync(["teacher"]);
        await school.UserAsync(["admin"]);
        await school.Admin.PostAsync("/v1/sandbox/payments", new { orderId = placed.Get("id"), action = "pay" });
        var order = await _api.OperatorOrderAsync(placed.Get("id"), order => order.Node("attention") is not null);
        Assert.Equal(("not_fulfilled", "paid", "11979"), (order.Get("attention"), order.Get("order.state"), order.Get("paidAmount")));
        Assert.Empty((await school.Admin.GetAsync("/v1/licences")).Json["data"]!.AsArray());
        Assert.Equal("not_fulfilled", (await _api.Operator.PostAsync($"/v1/platform/orders/{placed.Get("id")}/fulfilment")).Get("attention"));

        foreach (var user in (await school.Admin.GetAsync("/v1/users")).Json["data"]!.AsArray().Where(user => user!["roles"]![0]!.ToString() == "teacher"))
        {
            await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/users/{user!["id"]}");
        }

        var left = (await school.Admin.GetAsync("/v1/users")).Get("data[0].id");
        (await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/users/{left}", new { roles = new[] { "admin", "teacher" } })).Expect(HttpStatusCode.OK);
        Assert.Null((await _api.Operator.PostAsync($"/v1/platform/orders/{placed.Get("id")}/fulfilment")).Node("attention"));
        Assert.Equal("teacher", (await school.Admin.GetAsync("/v1/licence")).Get("kind"));
        (await _api.Operator.SendAsync(HttpMethod.Post, $"/v1/platform/orders/{placed.Get("id")}/fulfilment")).Expect(HttpStatusCode.Conflict, "nothing_to_attend_to");
    }

    private static object Order(string kind, string email) => new
    {
        organisationName = "Taalschool De Sluis",
        kind,
        contactName = "Sanne Bakker",
        email,
        method = "online",
        successUrl = "https://school.example/thanks",
        cancelUrl = "https://school.example/back",
    };

    private static object Renewal(string? kind) => new
    {
        kind,
        method = "online",
        email = "inkoop@example.org",
        successUrl = "https://school.example/thanks",
        cancelUrl = "https://school.example/back",
    };
}
