using Cesuur.Domain;
using Cesuur.Domain.Orders;

namespace Cesuur.Domain.Tests.Orders;

public sealed class SimulatedPaymentTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", "pay delay fail expire")]
    [InlineData("delay", "pay fail")]
    [InlineData("fail", "")]
    [InlineData("expire", "")]
    [InlineData("pay", "refund dispute")]
    [InlineData("delay pay", "refund dispute")]
    [InlineData("delay fail", "")]
    [InlineData("pay refund", "dispute")]
    [InlineData("pay dispute", "refund dispute_won dispute_lost")]
    [InlineData("pay dispute dispute_won", "refund")]
    [InlineData("pay dispute dispute_lost", "refund")]
    public void What_can_happen_follows_from_what_did(string done, string possible)
    {
        var happened = Enum.GetValues<PaymentAction>().Where(action =>
        {
            var payment = Payment();
            foreach (var earlier in Actions(done))
            {
                payment.Play(earlier, null, Now);
            }

            try
            {
                payment.Play(action, null, Now);
                return true;
            }
            catch (DomainException refused)
            {
                Assert.Equal(ErrorKind.Conflict, refused.Error.Kind);
                return false;
            }
        });
        Assert.Equal(Actions(possible), happened);
    }

    [Fact]
    public void Nobody_pays_once_it_has_expired_by_its_time()
    {
        var payment = Payment();
        var late = Now.AddHours(1);

        Assert.Equal(PaymentStatus.Open, payment.SnapshotAt(late.AddTicks(-1)).Status);
        Assert.Equal(PaymentStatus.Expired, payment.SnapshotAt(late).Status);
        Assert.Equal(OrderErrors.PaymentStateForbids, Assert.Throws<DomainException>(() => payment.Play(PaymentAction.Pay, null, late)).Error);
    }

    [Fact]
    public void A_bank_may_confirm_after_the_checkout_would_have_expired()
    {
        var payment = Payment();
        payment.Play(PaymentAction.Delay, null, Now);
        payment.Play(PaymentAction.Pay, null, Now.AddDays(2));
        Assert.Equal(PaymentStatus.Paid, payment.SnapshotAt(Now.AddDays(2)).Status);
    }

    [Fact]
    public void Refunds_add_up_to_no_more_than_was_paid()
    {
        var payment = Payment();
        payment.Play(PaymentAction.Pay, null, Now);
        payment.Play(PaymentAction.Refund, 1_000, Now);
        foreach (var amount in new[] { 0, -1, 20_176, long.MaxValue })
        {
            Assert.Equal(OrderErrors.RefundTooLarge, Assert.Throws<DomainException>(() => payment.Play(PaymentAction.Refund, amount, Now)).Error);
        }

        Assert.Equal(1_000, payment.Refunded);
        payment.Play(PaymentAction.Refund, null, Now);
        Assert.Equal(21_175, payment.Refunded);
        Assert.Throws<DomainException>(() => payment.Play(PaymentAction.Refund, null, Now));
    }

    [Fact]
    public void A_snapshot_tells_the_amounts_with_and_without_VAT()
    {
        var snapshot = Payment().SnapshotAt(Now);
        Assert.Equal((17_500L, 21_175L, "EUR", null), (snapshot.Subtotal, snapshot.Total, snapshot.Currency, snapshot.PaymentId));
        Assert.StartsWith("sim_", snapshot.CheckoutId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(17_500, 2100, 3_675)]
    [InlineData(50, 900, 5)]
    [InlineData(49, 900, 4)]
    [InlineData(1, 2100, 0)]
    [InlineData(1_000, 0, 0)]
    [InlineData(0, 2100, 0)]
    public void VAT_is_rounded_half_up(long net, int rate, long vat) => Assert.Equal(vat, VatRates.Of(net, rate));

    [Theory]
    [InlineData(2100, "nl", "btw 21 %")]
    [InlineData(2100, "en", "VAT 21 %")]
    [InlineData(950, "nl", "btw 9,5 %")]
    [InlineData(950, "en", "VAT 9.5 %")]
    public void VAT_is_named_in_the_buyers_language(int rate, string language, string name) => Assert.Equal(name, VatRates.Name(rate, language));

    private static SimulatedPayment Payment() => SimulatedPayment.Open(
        Guid.CreateVersion7(), "ord_1", "EUR", [new SimulatedLine("Credits", 1_250, 10), new SimulatedLine("Licentie", 5_000, 1)], 2100, "nl",
        "https://school.example/paid", "https://school.example/cancelled", Now.AddHours(1), Now);

    private static IEnumerable<PaymentAction> Actions(string words) => words
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(word => Enum.Parse<PaymentAction>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true));
}
