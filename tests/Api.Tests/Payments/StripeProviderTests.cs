using Cesuur.Domain.Orders;
using Cesuur.Infrastructure.Payments;
using Cesuur.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cesuur.Api.Tests.Payments;

/// <summary>What Stripe says becomes what an order is told.</summary>
public sealed class StripeProviderTests : IAsyncLifetime
{
    private StripeServer _server = null!;
    private ServiceProvider _services = null!;

    private StripeProvider Provider => _services.Provider();

    private StripeAccount Stripe => _server.Account;

    public async Task InitializeAsync()
    {
        _server = await StripeServer.StartAsync();
        _services = StripeServices.For(_server);
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_payment_by_card_is_paid_at_once()
    {
        var checkout = await CreateAsync();
        Assert.StartsWith("https://", checkout.Url, StringComparison.Ordinal);
        var open = await GetAsync(checkout);
        Assert.Equal((PaymentStatus.Open, null, 174_999L, 211_749L, "EUR"), (open.Status, open.PaymentId, open.Subtotal, open.Total, open.Currency));

        var payment = Stripe.Pay(checkout.Id);

        Assert.Equal(
            new PaymentSnapshot { CheckoutId = checkout.Id, Status = PaymentStatus.Paid, PaymentId = payment, Currency = "EUR", Subtotal = 174_999, Total = 211_749 },
            await GetAsync(checkout));
    }

    [Fact]
    public async Task A_bank_may_confirm_later_or_not()
    {
        var confirmed = await CreateAsync("ord_1");
        var refused = await CreateAsync("ord_2");
        Stripe.StartProcessing(confirmed.Id);
        Stripe.StartProcessing(refused.Id);
        Assert.Equal(PaymentStatus.Processing, (await GetAsync(confirmed)).Status);

        Stripe.Succeed(confirmed.Id);
        Stripe.FailPayment(refused.Id);

        Assert.Equal(PaymentStatus.Paid, (await GetAsync(confirmed)).Status);
        Assert.Equal(PaymentStatus.Failed, (await GetAsync(refused)).Status);
    }

    [Fact]
    public async Task A_checkout_that_nobody_used_expires()
    {
        var checkout = await CreateAsync();
        Stripe.Expire(checkout.Id);
        Assert.Equal(PaymentStatus.Expired, (await GetAsync(checkout)).Status);
    }

    [Fact]
    public async Task Refunds_add_up_and_one_that_failed_does_not_count()
    {
        var checkout = await CreateAsync();
        var payment = Stripe.Pay(checkout.Id);
        Stripe.Refund(payment, 1_000);
        var second = Stripe.Refund(payment, 500);
        Assert.Equal(1_500, (await GetAsync(checkout)).Refunded);
        Stripe.FailRefund(second);
        Assert.Equal(1_000, (await GetAsync(checkout)).Refunded);
    }

    [Fact]
    public async Task Of_several_disputes_the_worst_counts()
    {
        var checkout = await CreateAsync();
        var payment = Stripe.Pay(checkout.Id);
        Assert.Null((await GetAsync(checkout)).Dispute);
        var first = Stripe.OpenDispute(payment);
        Assert.Equal(DisputeStatus.Open, (await GetAsync(checkout)).Dispute);
        Stripe.CloseDispute(first, won: true);
        Assert.Equal(DisputeStatus.Won, (await GetAsync(checkout)).Dispute);
        var second = Stripe.OpenDispute(payment);
        Assert.Equal(DisputeStatus.Open, (await GetAsync(checkout)).Dispute);
        Stripe.CloseDispute(second, won: false);
        Assert.Equal(DisputeStatus.Lost, (await GetAsync(checkout)).Dispute);
    }

    [Fact]
    public async Task A_payment_leads_back_to_its_order()
    {
        var request = StripeServices.Request("ord_7");
        var payment = Stripe.Pay((await Provider.CreateAsync(request, CancellationToken.None)).Id);
        Assert.Equal(new PaidOrder("ord_7", request.Organisation), await Provider.FindAsync(payment, CancellationToken.None));
        Assert.Null(await Provider.FindAsync("pi_of_somebody_else", CancellationToken.None));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2100)]
    public async Task With_automatic_tax_the_net_amount_is_told_all_the_same(int vatRate)
    {
        await using var services = StripeServices.For(_server, "--Payments:Stripe:AutomaticTax=true");
        var checkout = await services.Provider().CreateAsync(StripeServices.Request(vatRate: vatRate), CancellationToken.None);
        var snapshot = await services.Provider().GetAsync(checkout.Id, CancellationToken.None);
        Assert.Equal((174_999L, 211_749L), (snapshot.Subtotal, snapshot.Total));
    }

    [Fact]
    public async Task At_a_rate_of_zero_there_is_no_line_of_VAT()
    {
        var checkout = await Provider.CreateAsync(StripeServices.Request(vatRate: 0), CancellationToken.None);
        var snapshot = await GetAsync(checkout);
        Assert.Equal((174_999L, 174_999L), (snapshot.Subtotal, snapshot.Total));
        Assert.DoesNotContain(_server.Requests.First().Fields.Keys, name => name.StartsWith("line_items[2]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_Stripe_does_not_know_or_refuses_is_an_error_of_payment()
    {
        await Assert.ThrowsAsync<PaymentException>(() => Provider.GetAsync("cs_none", CancellationToken.None));
        var refused = await Assert.ThrowsAsync<PaymentException>(() => Provider.CreateAsync(StripeServices.Request(email: "nobody"), CancellationToken.None));
        var cause = Assert.IsType<StripeException>(refused.InnerException);
        Assert.Equal(
            (400, "invalid_request_error", "email_invalid", "customer_email", "Invalid email address: nobody"),
            ((int)cause.Status!, cause.Type, cause.Code, cause.Param, cause.Words));
        Assert.Contains(cause.RequestId!, refused.Message, StringComparison.Ordinal);
    }

    private Task<Checkout> CreateAsync(string orderId = "ord_1") => Provider.CreateAsync(StripeServices.Request(orderId), CancellationToken.None);

    private Task<PaymentSnapshot> GetAsync(Checkout checkout) => Provider.GetAsync(checkout.Id, CancellationToken.None);
}
