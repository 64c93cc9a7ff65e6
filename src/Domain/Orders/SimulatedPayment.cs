using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Orders;

/// <summary>One line of a simulated checkout; <paramref name="UnitAmount"/> in minor units.</summary>
public sealed record SimulatedLine(string Name, long UnitAmount, int Quantity);

/// <summary>What an integrator lets happen to a simulated payment.</summary>
public enum PaymentAction
{
    /// <summary>The buyer pays, or the bank confirms what was delayed.</summary>
    Pay,

    /// <summary>The buyer did their part; the bank has yet to confirm.</summary>
    Delay,
    Fail,
    Expire,

    /// <summary>Money goes back to the buyer, all of it or some.</summary>
    Refund,

    /// <summary>The buyer objects.</summary>
    Dispute,
    DisputeWon,
    DisputeLost,
}

/// <summary>A payment for which no money is taken, in the states that a real one goes through.</summary>
public sealed class SimulatedPayment : TenantOwned, IIdentified
{
    /// <summary>What the address of the pay page ends in begins with.</summary>
    public const string SecretPrefix = "pay_";

    private SimulatedPayment()
    {
    }

    public static string IdPrefix => "sim";

    public Id<SimulatedPayment> Id { get; private set; }

    /// <summary>As the checkout was told; one payment for each.</summary>
    public string OrderId { get; private set; } = null!;

    /// <summary>In the address of the pay page: whoever has it is the buyer.</summary>
    public string PageSecret { get; private set; } = null!;

    public PaymentStatus Status { get; private set; }

    /// <summary>ISO 4217, in capitals.</summary>
    public string Currency { get; private set; } = null!;

    public IReadOnlyList<SimulatedLine> Lines { get; private set; } = [];

    /// <summary>In per cent × 100.</summary>
    public int VatRate { get; private set; }

    /// <summary>In minor units.</summary>
    public long Vat { get; private set; }

    /// <summary>In minor units, with VAT.</summary>
    public long Total { get; private set; }

    /// <summary>In minor units.</summary>
    public long Refunded { get; private set; }

    public DisputeStatus? Dispute { get; private set; }

    /// <summary><c>nl</c> or <c>en</c>.</summary>
    public string Language { get; private set; } = null!;

    public string SuccessUrl { get; private set; } = null!;

    public string CancelUrl { get; private set; } = null!;

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public static SimulatedPayment Open(
        Guid organisation,
        string orderId,
        string currency,
        IReadOnlyList<SimulatedLine> lines,
        int vatRate,
        string language,
        string successUrl,
        string cancelUrl,
        DateTimeOffset expiresAt,
        DateTimeOffset now)
    {
        var subtotal = lines.Sum(line => checked(line.UnitAmount * line.Quantity));
        var vat = VatRates.Of(subtotal, vatRate);
        return new SimulatedPayment
        {
            Id = Id<SimulatedPayment>.New(),
            OrderId = orderId,
            PageSecret = Secret.Create(SecretPrefix, organisation),
            Currency = currency,
            Lines = lines,
            VatRate = vatRate,
            Vat = vat,
            Total = subtotal + vat,
            Language = language,
            SuccessUrl = successUrl,
            CancelUrl = cancelUrl,
            CreatedAt = now,
            ExpiresAt = expiresAt,
        };
    }

    /// <summary>Nobody has to note that a checkout expired: it is read off its time.</summary>
    public PaymentStatus StatusAt(DateTimeOffset now) =>
        Status == PaymentStatus.Open && now >= ExpiresAt ? PaymentStatus.Expired : Status;

    public PaymentSnapshot SnapshotAt(DateTimeOffset now)
    {
        var status = StatusAt(now);
        return new PaymentSnapshot
        {
            CheckoutId = Id.ToString(),
            Status = status,
            PaymentId = status is PaymentStatus.Open or PaymentStatus.Expired ? null : Id.ToString(),
            Currency = Currency,
            Subtotal = Total - Vat,
            Total = Total,
            Refunded = Refunded,
            Dispute = Dispute,
        };
    }

    /// <param name="action">What happens.</param>
    /// <param name="amount">In minor units, of a refund only; all that is left when absent.</param>
    /// <param name="now">In real time, also in a sandbox that moved its clock: a provider does not know of that.</param>
    /// <exception cref="DomainException"><c>payment_state_forbids</c>, <c>refund_too_large</c></exception>
    public void Play(PaymentAction action, long? amount, DateTimeOffset now)
    {
        switch (action)
        {
            case PaymentAction.Pay:
                Require(StatusAt(now) is PaymentStatus.Open or PaymentStatus.Processing, now);
                Status = PaymentStatus.Paid;
                break;
            case PaymentAction.Delay:
                Require(StatusAt(now) == PaymentStatus.Open, now);
                Status = PaymentStatus.Processing;
                break;
            case PaymentAction.Fail:
                Require(StatusAt(now) is PaymentStatus.Open or PaymentStatus.Processing, now);
                Status = PaymentStatus.Failed;
                break;
            case PaymentAction.Expire:
                Require(StatusAt(now) == PaymentStatus.Open, now);
                Status = PaymentStatus.Expired;
                break;
            case PaymentAction.Refund:
                Require(Status == PaymentStatus.Paid, now);
                Refund(amount ?? Total - Refunded);
                break;
            case PaymentAction.Dispute:
                Require(Status == PaymentStatus.Paid && Dispute is null, now);
                Dispute = DisputeStatus.Open;
                break;
            case PaymentAction.DisputeWon:
            case PaymentAction.DisputeLost:
                Require(Dispute == DisputeStatus.Open, now);
                Dispute = action == PaymentAction.DisputeWon ? DisputeStatus.Won : DisputeStatus.Lost;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(action));
        }
    }

    private void Refund(long amount)
    {
        if (amount <= 0 || amount > Total - Refunded)
        {
            throw new DomainException(OrderErrors.RefundTooLarge);
        }

        Refunded += amount;
    }

    private void Require(bool allowed, DateTimeOffset now)
    {
        if (!allowed)
        {
            var dispute = Dispute is null ? "" : $", its dispute {Dispute}";
            throw new DomainException(OrderErrors.PaymentStateForbids, $"The payment is {StatusAt(now)}{dispute}.");
        }
    }
}
