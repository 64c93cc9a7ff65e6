using System.Text;
using Cesuur.Infrastructure.Payments;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Payments;

/// <summary>Ours held against Stripe's own package.</summary>
public sealed class StripePackageTests : IClassFixture<StripePackage>
{
    private const string Event = """{"id":"evt_1","object":"event","type":"charge.refunded","data":{"object":{"name":"Zoë"}}}""";

    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_session_is_asked_for_as_the_package_asks(bool automaticTax)
    {
        await using var server = await StripeServer.StartAsync();
        await using var services = StripeServices.For(server, $"--Payments:Stripe:AutomaticTax={automaticTax}");
        var request = StripeServices.Request();
        await services.Provider().CreateAsync(request, CancellationToken.None);
        var ours = Assert.Single(server.Requests);

        var taxBehavior = automaticTax ? """, "tax_behavior": "exclusive" """ : "";
        var vatLine = automaticTax ? "" : """, { "price_data": { "currency": "eur", "product_data": { "name": "btw 21 %" }, "unit_amount": 36750 }, "quantity": 1 }""";
        var vat = automaticTax ? "" : """, "vat": "36750" """;
        var metadata = $"\"order\": \"ord_1\", \"organisation\": \"{request.Organisation}\"";
        var package = await StripePackage.RequestAsync(StripeAccount.SecretKey, "checkout.sessions.create", $$"""
            [{
              "mode": "payment",
              "payment_method_types": ["card", "ideal"],
              "line_items": [
                { "price_data": { "currency": "eur", "product_data": { "name": "Toetstegoed, 100–499" }, "unit_amount": 1250{{taxBehavior}} }, "quantity": 100 },
                { "price_data": { "currency": "eur", "product_data": { "name": "Licentie & beheer" }, "unit_amount": 49999{{taxBehavior}} }, "quantity": 1 }{{vatLine}}
              ],
              "success_url": "https://school.example/betaald?order=ord_1&ok=1",
              "cancel_url": "https://school.example/geannuleerd",
              "client_reference_id": "ord_1",
              "metadata": { {{metadata}}{{vat}} },
              "payment_intent_data": { "metadata": { {{metadata}} }, "receipt_email": "inkoop@school.example" },
              "customer_email": "inkoop@school.example",
              {{(automaticTax ? "\"automatic_tax\": { \"enabled\": true }," : "")}}
              "tax_id_collection": { "enabled": true },
              "invoice_creation": { "enabled": true },
              "locale": "nl",
              "expires_at": {{request.ExpiresAt.ToUnixTimeSeconds()}}
            }, { "idempotencyKey": "checkout-ord_1" }]
            """);

        AssertSame(package, ours);
        Assert.Equal("checkout-ord_1", ours.Headers["Idempotency-Key"]);
    }

    [Fact]
    public async Task What_is_read_is_asked_for_as_the_package_asks()
    {
        await using var server = await StripeServer.StartAsync();
        await using var services = StripeServices.For(server);
        var client = services.Client();
        var session = (await services.Provider().CreateAsync(StripeServices.Request(), CancellationToken.None)).Id;
        var payment = server.Account.Pay(session);

        await client.GetSessionAsync(session, CancellationToken.None);
        await client.GetPaymentIntentAsync(payment, CancellationToken.None);
        await client.ListDisputesAsync(payment).ToListAsync();

        var ours = server.Requests.Skip(1).ToList();
        (string Call, string Arguments)[] theirs =
        [
            ("checkout.sessions.retrieve", $$"""["{{session}}", { "expand": ["payment_intent.latest_charge"] }]"""),
            ("paymentIntents.retrieve", $"""["{payment}"]"""),
            ("disputes.list", $$"""[{ "payment_intent": "{{payment}}", "limit": 100 }]"""),
        ];
        Assert.Equal(theirs.Length, ours.Count);
        foreach (var (mine, (call, arguments)) in ours.Zip(theirs))
        {
            AssertSame(await StripePackage.RequestAsync(StripeAccount.SecretKey, call, arguments), mine);
        }
    }

    [Fact]
    public async Task What_it_signs_is_accepted()
    {
        var signature = await StripePackage.SignAsync(Event, StripeAccount.WebhookSecret, _now);
        Assert.True(Signature().IsValid(signature, Encoding.UTF8.GetBytes(Event)));
        Assert.False(Signature().IsValid(signature, Encoding.UTF8.GetBytes(Event + " ")));
        Assert.False(Signature("whsec_another").IsValid(signature, Encoding.UTF8.GetBytes(Event)));
        Assert.True(Signature("whsec_another", StripeAccount.WebhookSecret).IsValid(signature, Encoding.UTF8.GetBytes(Event)));
    }

    [Fact]
    public async Task It_accepts_what_the_stand_in_signs() =>
        Assert.Equal("evt_1", await StripePackage.VerifyAsync(Event, StripeAccount.Sign(Event, _now), StripeAccount.WebhookSecret));

    private static StripeSignature Signature(params string[] secrets) =>
        new(new StripeOptions { WebhookSecrets = secrets.Length == 0 ? [StripeAccount.WebhookSecret] : secrets }, TimeProvider.System);

    private static void AssertSame(PackageRequest theirs, StripeRequest ours)
    {
        Assert.Equal((theirs.Method, theirs.Path), (ours.Method, ours.Path));
        Assert.Equal(theirs.Fields.OrderBy(field => field.Key, StringComparer.Ordinal), ours.Fields.OrderBy(field => field.Key, StringComparer.Ordinal));
        string[] headers = ours.Method == "POST" ? ["authorization", "stripe-version", "idempotency-key", "content-type"] : ["authorization", "stripe-version"];
        foreach (var header in headers)
        {
            Assert.Equal(theirs.Headers[header], ours.Headers[header]);
        }
    }
}
