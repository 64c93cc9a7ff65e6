using Cesuur.Domain.Licensing;
using Cesuur.Domain.Orders;

namespace Cesuur.Domain.Tests.Orders;

public sealed class OrderTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly OrderPrice FiftyCredits = new("EUR", 1_100, 50, 2_100); // 55,000 and 11,550 VAT: 66,550
    private static readonly OrderBuyer Buyer = new("inkoop@school.example", "nl", new Billing("School", "Plein 1", null, null));

    [Theory]
    [InlineData(PaymentStatus.Open, OrderState.Open)]
    [InlineData(PaymentStatus.Processing, OrderState.Processing)]
    [InlineData(PaymentStatus.Failed, OrderState.Failed)]
    [InlineData(PaymentStatus.Expired, OrderState.Expired)]
    [InlineData(PaymentStatus.Paid, OrderState.Paid)]
    public void It_takes_over_what_the_provider_says(PaymentStatus status, OrderState state)
    {
        var order = Online();
        order.Apply(Snapshot(status), Now);
        Assert.Equal((state, state == OrderState.Paid), (order.State, order.AwaitsFulfilment));
    }

    [Theory]
    [InlineData(PaymentStatus.Open)]
    [InlineData(PaymentStatus.Processing)]
    [InlineData(PaymentStatus.Failed)]
    [InlineData(PaymentStatus.Expired)]
    public void Money_that_arrives_after_all_counts_and_what_was_paid_stays_paid(PaymentStatus other)
    {
        var order = Online();
        order.Apply(Snapshot(other), Now);
        order.Apply(Snapshot(PaymentStatus.Paid), Now.AddHours(1));
        order.Apply(Snapshot(other), Now.AddHours(2));
        Assert.Equal((OrderState.Paid, Now.AddHours(1)), (order.State, order.PaidAt));
    }

    [Theory]
    [InlineData(66_550, 55_000, "EUR", null)]
    [InlineData(55_000, 55_000, "EUR", null)] // no VAT in another country, by the provider's reckoning
    [InlineData(66_549, 54_999, "EUR", OrderAttention.AmountMismatch)]
    [InlineData(66_550, 55_000, "USD", OrderAttention.AmountMismatch)]
    public void What_was_paid_must_be_what_was_asked(long total, long subtotal, string currency, OrderAttention? attention)
    {
        var order = Online();
        order.Apply(Snapshot(PaymentStatus.Paid) with { Total = total, Subtotal = subtotal, Currency = currency }, Now);
        Assert.Equal((attention, attention is null), (order.Attention, order.AwaitsFulfilment));
    }

    [Fact]
    public void An_operator_can_have_it_delivered_all_the_same_or_leave_it()
    {
        var order = Online();
        order.Apply(Snapshot(PaymentStatus.Paid) with { Total = 1, Subtotal = 1 }, Now);
        order.RetryFulfilment();
        Assert.True(order.AwaitsFulfilment);

        order = Online();
        order.Apply(Snapshot(PaymentStatus.Paid) with { Total = 1, Subtotal = 1 }, Now);
        order.Dismiss("Refunded by hand.", Now);
        order.Apply(Snapshot(PaymentStatus.Paid), Now);
        Assert.False(order.AwaitsFulfilment);
        Assert.Equal(OrderErrors.NothingToAttendTo, ErrorOf(() => order.RetryFulfilment()));
    }

    // Of 66,550: the credits owed are those nearest to the share that went back.
    [Theory]
    [InlineData(0, null, 0)]
    [InlineData(1_331, null, 1)]
    [InlineData(665, null, 0)]
    [InlineData(666, null, 1)]
    [InlineData(33_275, null, 25)]
    [InlineData(66_550, null, 50)]
    [InlineData(0, DisputeStatus.Open, 50)]
    [InlineData(0, DisputeStatus.Lost, 50)]
    [InlineData(0, DisputeStatus.Won, 0)]
    [InlineData(1_331, DisputeStatus.Won, 1)]
    public void Money_that_went_back_leaves_credits_owed(long refunded, DisputeStatus? dispute, int owed)
    {
        var order = Paid();
        order.Apply(Snapshot(PaymentStatus.Paid) with { Refunded = refunded, Dispute = dispute }, Now);
        Assert.Equal(owed, order.CreditsOwed);
    }

    [Fact]
    public void What_is_owed_of_a_redeemed_token_is_taken_back_in_parts_or_let_be_and_no_more_than_it()
    {
        var order = Paid();
        order.Apply(Snapshot(PaymentStatus.Paid) with { Refunded = 66_550 }, Now);
        order.Reckon();
        Assert.Equal((OrderAttention.TakeBack, 50), (order.Attention, order.CreditsLeftToTakeBack));
        order.TakeBack(20);
        Assert.Equal((OrderAttention.TakeBack, 30), (order.Attention, order.CreditsLeftToTakeBack));
        Assert.Equal(OrderErrors.NothingToTakeBack, ErrorOf(() => order.TakeBack(31)));
        order.Dismiss("Spent already.", Now);
        Assert.Equal((null, 0), (order.Attention, order.CreditsLeftToTakeBack));
    }

    [Fact]
    public void A_dispute_that_is_won_leaves_what_was_taken_to_give_back()
    {
        var order = Paid();
        order.Apply(Snapshot(PaymentStatus.Paid) with { Dispute = DisputeStatus.Open }, Now);
        order.Reckon();
        order.TakeBack(50);
        order.Apply(Snapshot(PaymentStatus.Paid) with { Dispute = DisputeStatus.Won }, Now);
        order.Reckon();
        Assert.Equal((OrderAttention.GiveBack, -50), (order.Attention, order.CreditsLeftToTakeBack));
    }

    [Fact]
    public void A_token_that_shrank_before_it_was_redeemed_leaves_nothing_more_to_take()
    {
        var order = Paid();
        order.Apply(Snapshot(PaymentStatus.Paid) with { Refunded = 13_310 }, Now);
        order.TakeBackFromToken();
        order.Reckon();
        Assert.Equal((null, 10, 0), (order.Attention, order.CreditsTakenBack, order.CreditsLeftToTakeBack));
        order.Apply(Snapshot(PaymentStatus.Paid) with { Refunded = 26_620 }, Now);
        order.Reckon();
        Assert.Equal((OrderAttention.TakeBack, 10), (order.Attention, order.CreditsLeftToTakeBack));
    }

    [Fact]
    public void An_invoice_is_marked_paid_or_cancelled_once_and_refunded_up_to_what_was_paid()
    {
        var order = Invoiced();
        order.MarkPaid("Transfer 1", Now);
        Assert.True(order.AwaitsFulfilment);
        Assert.Equal(OrderErrors.NotOpen, ErrorOf(() => order.MarkPaid(null, Now)));
        Assert.Equal(OrderErrors.NotOpen, ErrorOf(() => order.Cancel("", Now)));
        order.RecordRefund(66_000);
        Assert.Equal(OrderErrors.RefundTooLarge, ErrorOf(() => order.RecordRefund(551)));
        order.RecordRefund(550);
        Assert.Equal(50, order.CreditsOwed);

        var cancelled = Invoiced();
        cancelled.Cancel("Not wanted.", Now);
        Assert.Equal(OrderErrors.NotPaid, ErrorOf(() => cancelled.RecordRefund(1)));
        cancelled.MarkPaid("It came after all.", Now);
        Assert.True(cancelled.AwaitsFulfilment);
    }

    [Fact]
    public void What_is_paid_online_is_the_providers_to_tell()
    {
        Assert.Equal(OrderErrors.NotByInvoice, ErrorOf(() => Online().MarkPaid(null, Now)));
        Assert.Equal(OrderErrors.NotByInvoice, ErrorOf(() => Online().Cancel("", Now)));
        var forgotten = Online();
        forgotten.Cancel("The account was closed.", Now + Order.OnlineValidity);
        forgotten.Apply(Snapshot(PaymentStatus.Open), Now.AddDays(2));
        Assert.Equal(OrderState.Cancelled, forgotten.State);
        forgotten.Apply(Snapshot(PaymentStatus.Paid), Now.AddDays(2));
        Assert.True(forgotten.AwaitsFulfilment);
        Assert.Equal(OrderErrors.NotByInvoice, ErrorOf(() => Paid().RecordRefund(1)));
    }

    [Fact]
    public void An_invoice_needs_somebody_to_send_it_to() => Assert.Equal(
        OrderErrors.BillingRequired,
        ErrorOf(() => Order.ForCredits(Id<Organisation>.New(), OrderMethod.Invoice, FiftyCredits, Buyer with { Billing = null }, Now)));

    [Fact]
    public void A_licence_that_was_paid_back_is_the_operators_to_decide_about_once()
    {
        var order = Order.ForRenewal(Id<Organisation>.New(), LicenceKind.Organisation, OrderMethod.Invoice, new OrderPrice("EUR", 49_900, 1, 2_100), Buyer, Now);
        order.MarkPaid(null, Now);
        order.Fulfil(Now);
        order.RecordRefund(1_000);
        order.Reckon();
        Assert.Equal((OrderAttention.RefundedLicence, 0), (order.Attention, order.CreditsOwed));
        order.Dismiss("A discount.", Now);
        order.Reckon();
        Assert.Null(order.Attention);
        order.RecordRefund(1_000);
        order.Reckon();
        Assert.Equal(OrderAttention.RefundedLicence, order.Attention);
    }

    [Fact]
    public void What_was_let_be_is_not_given_back_when_a_dispute_is_won_and_what_comes_on_top_is_asked_for()
    {
        var order = Paid();
        order.Apply(Snapshot(PaymentStatus.Paid) with { Dispute = DisputeStatus.Open }, Now);
        order.Reckon();
        order.Dismiss("The bank decides.", Now);
        order.Apply(Snapshot(PaymentStatus.Paid) with { Dispute = DisputeStatus.Won }, Now);
        order.Reckon();
        Assert.Equal((null, 0), (order.Attention, order.CreditsLeftToTakeBack));

        order = Paid();
        order.Apply(Snapshot(PaymentStatus.Paid) with { Refunded = 33_275 }, Now);
        order.Reckon();
        order.Dismiss("A gift.", Now);
        order.Apply(Snapshot(PaymentStatus.Paid) with { Refunded = 66_550 }, Now);
        order.Reckon();
        Assert.Equal((OrderAttention.TakeBack, 25), (order.Attention, order.CreditsLeftToTakeBack));
    }

    [Fact]
    public void Credits_that_the_operator_gave_back_are_not_asked_for_again()
    {
        var order = Paid();
        order.Apply(Snapshot(PaymentStatus.Paid) with { Dispute = DisputeStatus.Open }, Now);
        order.Reckon();
        order.TakeBack(50);
        order.Apply(Snapshot(PaymentStatus.Paid) with { Dispute = DisputeStatus.Won }, Now);
        order.Reckon();
        order.Dismiss("A token of 50 was minted.", Now);
        order.Reckon();
        Assert.Equal((null, 0, 0), (order.Attention, order.CreditsTakenBack, order.CreditsLeftToTakeBack));
    }

    [Theory]
    [InlineData(66_550, null, false)]
    [InlineData(66_549, null, true)]
    [InlineData(0, DisputeStatus.Open, false)]
    [InlineData(0, DisputeStatus.Lost, false)]
    [InlineData(0, DisputeStatus.Won, true)]
    public void Nothing_is_delivered_for_money_that_is_back_or_may_be_soon(long refunded, DisputeStatus? dispute, bool delivered)
    {
        var order = Online();
        order.Apply(Snapshot(PaymentStatus.Paid) with { Refunded = refunded, Dispute = dispute }, Now);
        Assert.Equal(delivered, order.AwaitsFulfilment);
        Assert.Equal(0, order.CreditsLeftToTakeBack);
    }

    [Theory]
    [InlineData(55_000, 0, 0)] // reverse charge
    [InlineData(66_000, 11_000, 2_000)] // another country's rate
    public void Tax_that_the_provider_works_out_is_the_orders(long total, long vat, int rate)
    {
        var order = Online();
        order.Apply(Snapshot(PaymentStatus.Paid) with { Total = total, Subtotal = 55_000 }, Now);
        Assert.Equal((vat, rate, total, total), (order.VatAmount, order.VatRate, order.TotalAmount, order.PaidAmount));
    }

    [Fact]
    public void A_look_is_written_down_only_when_no_other_was_since_it_began()
    {
        var order = Online();
        Assert.True(order.TryLook(number: 7, seen: 0));
        Assert.False(order.TryLook(number: 8, seen: 0)); // what it saw may be older than what look 7 wrote
        Assert.Null(order.TryLook(number: 6, seen: 0)); // look 7 began later and has been written
        Assert.True(order.TryLook(number: 9, seen: 7));
    }

    private static Order Online()
    {
        var order = Order.ForCredits(Id<Organisation>.New(), OrderMethod.Online, FiftyCredits, Buyer, Now);
        order.PayAt("stripe", "cs_1", "https://pay.example/cs_1");
        return order;
    }

    private static Order Invoiced() => Order.ForCredits(Id<Organisation>.New(), OrderMethod.Invoice, FiftyCredits, Buyer, Now);

    private static Order Paid()
    {
        var order = Online();
        order.Apply(Snapshot(PaymentStatus.Paid), Now);
        order.Fulfil(Now);
        return order;
    }

    private static PaymentSnapshot Snapshot(PaymentStatus status) => new()
    {
        CheckoutId = "cs_1",
        Status = status,
        Currency = "EUR",
        Subtotal = 66_550,
        Total = 66_550,
    };

    private static DomainError ErrorOf(Action act) => Assert.Throws<DomainException>(act).Error;
}
