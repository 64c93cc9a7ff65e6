using System.Net;
using System.Text.RegularExpressions;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Orders;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Payments;
using Cesuur.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cesuur.Api.Tests.Payments;

[Collection(ApiCollection.Name)]
public sealed partial class SimulatedPaymentTests(ApiFixture fixture)
{
    private static readonly HttpClient Browser = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_buyer_pays_on_the_page_and_goes_back()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var checkout = await CheckoutAsync(_api, school);
        var page = await Browser.GetAsync(checkout.Url);
        var html = await page.Content.ReadAsStringAsync();

        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.Contains("<html lang=\"nl\">", html, StringComparison.Ordinal);
        Assert.Contains("Toetstegoed &lt;A2&gt;", html, StringComparison.Ordinal);
        Assert.Contains("btw 21 %", html, StringComparison.Ordinal);
        Assert.Contains("EUR 1.512,50", html, StringComparison.Ordinal);
        Assert.Equal(["pay", "delay", "fail"], ButtonsOf(html));
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("form-action 'self' https://school.example https://xn--hgeschool-56a.example:8443", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);

        var paid = await PressAsync(checkout, "pay");

        Assert.Equal((HttpStatusCode.SeeOther, "https://school.example/betaald?order=%C3%A9%C3%A9n"), (paid.StatusCode, paid.Headers.Location!.OriginalString));
        Assert.Equal(PaymentStatus.Paid, (await SnapshotAsync(_api, school, checkout)).Status);
        Assert.Equal(1L, await SettlementsAsync(school));
        Assert.Empty(ButtonsOf(await Browser.GetStringAsync(checkout.Url)));
        Assert.Equal(HttpStatusCode.Conflict, (await PressAsync(checkout, "pay")).StatusCode);
        Assert.Equal(1L, await SettlementsAsync(school));
    }

    [Fact]
    public async Task A_payment_that_a_bank_delays_is_confirmed_or_fails()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var checkout = await CheckoutAsync(_api, school, language: "en");
        Assert.StartsWith("https://school.example/betaald", (await PressAsync(checkout, "delay")).Headers.Location!.OriginalString, StringComparison.Ordinal);
        var html = await Browser.GetStringAsync(checkout.Url);
        Assert.Contains("The bank confirms", html, StringComparison.Ordinal);
        Assert.Equal(["pay", "fail"], ButtonsOf(html));

        var failed = await PressAsync(checkout, "fail");

        Assert.Equal("https://xn--hgeschool-56a.example:8443/terug", failed.Headers.Location!.OriginalString);
        Assert.Equal(PaymentStatus.Failed, (await SnapshotAsync(_api, school, checkout)).Status);
        Assert.Equal(2L, await SettlementsAsync(school));
    }

    [Fact]
    public async Task The_style_of_the_page_is_the_one_its_policy_allows()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var page = await Browser.GetAsync((await CheckoutAsync(_api, school)).Url);
        var style = Style().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value;
        var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(style)));
        Assert.Contains($"style-src 'sha256-{hash}'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_is_not_there_and_a_button_that_is_not_on_it_are_404()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var checkout = await CheckoutAsync(_api, school);
        foreach (var address in new[] { new Uri(_api.Address, SimulatedProvider.PagePath + "none").AbsoluteUri, checkout.Url[..^1] + (checkout.Url[^1] == '0' ? '1' : '0') })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await Browser.GetAsync(address)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await Browser.PostAsync($"{address}/pay", null)).StatusCode);
        }

        foreach (var button in new[] { "refund", "expire", "none", "Pay" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await PressAsync(checkout, button)).StatusCode);
        }

        Assert.Equal(PaymentStatus.Open, (await SnapshotAsync(_api, school, checkout)).Status);
    }

    [Fact]
    public async Task A_call_lets_happen_what_the_page_cannot()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var checkout = await CheckoutAsync(_api, school);
        await PlayAsync(school, "pay");
        Assert.Equal("1000", (await PlayAsync(school, "refund", 1_000)).Get("refunded"));
        Assert.Equal("open", (await PlayAsync(school, "dispute")).Get("dispute"));
        var lost = await PlayAsync(school, "dispute_lost");
        Assert.Equal(("paid", "151250", "EUR", "1000", "lost"), (lost.Get("status"), lost.Get("total"), lost.Get("currency"), lost.Get("refunded"), lost.Get("dispute")));

        var snapshot = await SnapshotAsync(_api, school, checkout);

        Assert.Equal(
            new PaymentSnapshot
            {
                CheckoutId = checkout.Id,
                Status = PaymentStatus.Paid,
                PaymentId = checkout.Id,
                Currency = "EUR",
                Subtotal = 125_000,
                Total = 151_250,
                Refunded = 1_000,
                Dispute = DisputeStatus.Lost,
            },
            snapshot);
        Assert.Equal(4L, await SettlementsAsync(school));
    }

    [Fact]
    public async Task What_the_state_forbids_is_409_and_nothing_follows()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        await CheckoutAsync(_api, school);
        (await SendAsync(school, new { orderId = "ord_1", action = "refund" })).Expect(HttpStatusCode.Conflict, "payment_state_forbids");
        await PlayAsync(school, "pay");
        (await SendAsync(school, new { orderId = "ord_1", action = "refund", amount = 151_251 })).Expect(HttpStatusCode.Conflict, "refund_too_large");
        (await SendAsync(school, new { orderId = "ord_1", action = "expire" })).Expect(HttpStatusCode.Conflict, "payment_state_forbids");
        Assert.Equal(1L, await SettlementsAsync(school));
    }

    [Fact]
    public async Task An_order_that_is_absent_or_foreign_is_422()
    {
        var mine = await _api.OrganisationAsync(sandbox: true);
        var theirs = await _api.OrganisationAsync(sandbox: true);
        await CheckoutAsync(_api, theirs);
        foreach (var order in new[] { "ord_1", "nonsense" })
        {
            var answer = (await SendAsync(mine, new { orderId = order, action = "pay" })).Expect(HttpStatusCode.UnprocessableEntity);
            Assert.Equal(("/orderId", "reference_not_found"), (answer.Get("errors[0].pointer"), answer.Get("errors[0].code")));
        }

        Assert.Equal("/amount", (await SendAsync(mine, new { orderId = "ord_1", action = "pay", amount = 1 })).Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer"));
    }

    [Fact]
    public async Task The_same_order_has_the_same_page()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        Assert.Equal(await CheckoutAsync(_api, school), await CheckoutAsync(_api, school));
        Assert.NotEqual(await CheckoutAsync(_api, school), await CheckoutAsync(_api, school, "ord_2"));
    }

    [Fact]
    public async Task Where_Stripe_takes_the_money_only_sandboxes_are_simulated()
    {
        await using var stripe = await StripeServer.StartAsync();
        await using var api = await TestApi.StartAsync([.. stripe.Settings, "--PublicUrl=https://api.example/cesuur/"]);
        var school = await api.OrganisationAsync();
        var sandbox = await api.OrganisationAsync(sandbox: true);

        var real = await CheckoutAsync(api, school, sandbox: false);
        var simulated = await CheckoutAsync(api, sandbox);

        Assert.Equal(real.Id, Assert.Single(stripe.Account.SessionsOf("ord_1")));
        Assert.StartsWith("https://api.example/cesuur/v1/simulated-payments/pay_", simulated.Url, StringComparison.Ordinal);
        Assert.StartsWith("sim_", simulated.Id, StringComparison.Ordinal);
        (await SendAsync(school, new { orderId = "ord_1", action = "pay" })).Expect(HttpStatusCode.Conflict, "not_a_sandbox");
        await PlayAsync(sandbox, "pay");

        // What an organisation has from a time when payments were simulated is worth nothing now.
        var old = await InScopeAsync(api, school, services => services.GetRequiredService<PaymentProviders>().Named(PaymentProviders.Simulated).CreateAsync(Request("ord_2"), CancellationToken.None));
        var page = new Uri(api.Address, new Uri(old.Url).AbsolutePath["/cesuur".Length..]);
        Assert.Equal(HttpStatusCode.NotFound, (await Browser.GetAsync(page)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Browser.PostAsync($"{page}/pay", null)).StatusCode);
    }

    [Fact]
    public async Task Where_nobody_takes_money_only_sandboxes_buy()
    {
        await using var api = await TestApi.StartAsync("--Payments:Provider=");
        var school = await api.OrganisationAsync();
        var refused = await Assert.ThrowsAsync<DomainException>(() => CheckoutAsync(api, school, sandbox: false));
        Assert.Equal(OrderErrors.PaymentsNotConfigured, refused.Error);
        Assert.StartsWith("sim_", (await CheckoutAsync(api, school, sandbox: true)).Id, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PaymentException>(() => InScopeAsync(api, school, services =>
            services.GetRequiredService<PaymentProviders>().Named(PaymentProviders.Stripe).GetAsync("cs_1", CancellationToken.None)));
    }

    private static CheckoutRequest Request(string orderId, string language = "nl") => StripeServices.Request(orderId, language: language) with
    {
        Lines = [new CheckoutLine("Toetstegoed <A2>", 1_250, 100)],
        SuccessUrl = "https://school.example/betaald?order=één",
        CancelUrl = "https://hógeschool.example:8443/terug",
    };

    private static Task<Checkout> CheckoutAsync(TestApi api, TestOrganisation school, string orderId = "ord_1", bool sandbox = true, string language = "nl") =>
        InScopeAsync(api, school, services => services.GetRequiredService<PaymentProviders>().For(sandbox).CreateAsync(Request(orderId, language), CancellationToken.None));

    private static Task<PaymentSnapshot> SnapshotAsync(TestApi api, TestOrganisation school, Checkout checkout) =>
        InScopeAsync(api, school, services => services.GetRequiredService<PaymentProviders>().Named(PaymentProviders.Simulated).GetAsync(checkout.Id, CancellationToken.None));

    /// <summary>As within a request to the API.</summary>
    private static async Task<T> InScopeAsync<T>(TestApi api, TestOrganisation school, Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = api.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(Id<Organisation>.Parse(school.Id, null));
        var accessor = scope.ServiceProvider.GetRequiredService<IHttpContextAccessor>();
        accessor.HttpContext = new DefaultHttpContext { Request = { Scheme = api.Address.Scheme, Host = new HostString(api.Address.Host, api.Address.Port) } };
        try
        {
            return await work(scope.ServiceProvider);
        }
        finally
        {
            accessor.HttpContext = null;
        }
    }

    private static Task<HttpResponseMessage> PressAsync(Checkout checkout, string button)
    {
        var form = new FormUrlEncodedContent([]); // what a browser sends for a form without fields
        return Browser.PostAsync($"{checkout.Url}/{button}", form);
    }

    private static Task<Answer> SendAsync(TestOrganisation school, object body) => school.Admin.SendAsync(HttpMethod.Post, "/v1/sandbox/payments", body);

    private static async Task<Answer> PlayAsync(TestOrganisation school, string action, long? amount = null) =>
        (await SendAsync(school, new { orderId = "ord_1", action, amount })).Expect(HttpStatusCode.OK);

    private static Task<object?> SettlementsAsync(TestOrganisation school) =>
        school.SqlAsync("SELECT count(*) FROM jobs WHERE tenant_id = @tenant AND kind = 'settle_order' AND arguments = '{\"orderId\": \"ord_1\"}'");

    private static IEnumerable<string> ButtonsOf(string html) => Button().Matches(html).Select(match => match.Groups[1].Value);

    [GeneratedRegex("<form method=\"post\" action=\"[^\"/]+/([a-z_]+)\">")]
    private static partial Regex Button();

    [GeneratedRegex("<style>(.*)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();
}
