using Cesuur.Domain.Licensing;

namespace Cesuur.Domain.Orders;

public enum OrderProduct
{
    /// <summary>A credit token (T).</summary>
    Credits,

    /// <summary>A new organisation with a licence and its first admin.</summary>
    Licence,

    /// <summary>Another year for an organisation.</summary>
    Renewal,
}

public enum OrderState
{
    /// <summary>Waits for the money.</summary>
    Open,

    /// <summary>The buyer has paid; a bank has yet to confirm.</summary>
    Processing,
    Paid,

    /// <summary>The payment failed.</summary>
    Failed,

    /// <summary>Nobody paid in time.</summary>
    Expired,
    Cancelled,
}

/// <summary>Why the operator must look at an order.</summary>
public enum OrderAttention
{
    /// <summary>What was paid is not what was asked; nothing was delivered.</summary>
    AmountMismatch,

    /// <summary>It was paid and could not be delivered.</summary>
    NotFulfilled,

    /// <summary>Its token was redeemed, and then money went back: there are credits to take back.</summary>
    TakeBack,

    /// <summary>More credits were taken back than the refund that now stands.</summary>
    GiveBack,

    /// <summary>The money of a licence went back; what becomes of the licence is the operator's to decide.</summary>
    RefundedLicence,
}

/// <summary>To whom an invoice goes.</summary>
/// <param name="Name">Of the organisation, as the invoice says it.</param>
/// <param name="Address">Street, place and country, on lines of its own.</param>
/// <param name="VatNumber">The buyer's, where it has one.</param>
/// <param name="Reference">The buyer's own, to be repeated on the invoice.</param>
public sealed record Billing(string Name, string Address, string? VatNumber, string? Reference);

/// <summary>Something bought of the operator, in whose books it stands; the buyer sees it too.</summary>
public sealed class Order : TenantOwned, IIdentified
{
    /// <summary>How long an order can be paid online; a payment provider allows a day at most.</summary>
    public static readonly TimeSpan OnlineValidity = TimeSpan.FromHours(23);

    private Order()
    {
    }

    public static string IdPrefix => "ord";

    public Id<Order> Id { get; private set; }

    /// <summary>The buyer; of an order for a new organisation only once that is there.</summary>
    public Id<Organisation>? OrganisationId { get; private set; }

    public OrderProduct Product { get; private set; }

    public OrderMethod Method { get; private set; }

    public OrderState State { get; private set; }

    /// <summary>Credits, or one licence.</summary>
    public int Quantity { get; private set; }

    public LicenceKind? LicenceKind { get; private set; }

    public string Currency { get; private set; } = null!;

    public long UnitAmount { get; private set; }

    public int VatRate { get; private set; }

    public long NetAmount { get; private set; }

    public long VatAmount { get; private set; }

    public long TotalAmount { get; private set; }

    /// <summary>Where the mails about it go.</summary>
    public string Email { get; private set; } = null!;

    /// <summary><c>nl</c> or <c>en</c>.</summary>
    public string Language { get; private set; } = null!;

    /// <summary>Of an organisation that is still to be made.</summary>
    public string? OrganisationName { get; private set; }

    /// <summary>Who becomes the admin of an organisation that is still to be made.</summary>
    public string? ContactName { get; private set; }

    public Billing? Billing { get; private set; }

    /// <summary>Whose page it is paid on; absent for invoices.</summary>
    public string? Provider { get; private set; }

    public string? CheckoutId { get; private set; }

    public string? CheckoutUrl { get; private set; }

    /// <summary>The provider's id of the payment, once there is one.</summary>
    public string? PaymentId { get; private set; }

    /// <summary>By which transfer an invoice was paid, or why an order was cancelled: the operator's words.</summary>
    public string? Note { get; private set; }

    public DateTimeOffset PlacedAt { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    public DateTimeOffset? PaidAt { get; private set; }

    /// <summary>Minor units; with a provider that works out the tax, not always the total that was asked.</summary>
    public long? PaidAmount { get; private set; }

    /// <summary>When it was delivered: the token minted, the licence begun.</summary>
    public DateTimeOffset? FulfilledAt { get; private set; }

    public long RefundedAmount { get; private set; }

    public DisputeStatus? Dispute { get; private set; }

    public int CreditsTakenBack { get; private set; }

    /// <summary>Credits that the operator has decided not to take back.</summary>
    public int CreditsWaived { get; private set; }

    public OrderAttention? Attention { get; private set; }

    /// <summary>In words, for the operator.</summary>
    public string? AttentionDetail { get; private set; }

    /// <summary>When the operator last said that they had seen to it.</summary>
    public DateTimeOffset? DismissedAt { get; private set; }

    /// <summary>What they did.</summary>
    public string? DismissalNote { get; private set; }

    /// <summary>The number of the last look at the provider that was written down.</summary>
    public long LastLook { get; private set; }

    public static Order ForCredits(Id<Organisation> buyer, OrderMethod method, OrderPrice price, OrderBuyer by, DateTimeOffset now) =>
        Place(OrderProduct.Credits, method, price, by, now, buyer);

    public static Order ForRenewal(Id<Organisation> buyer, LicenceKind kind, OrderMethod method, OrderPrice price, OrderBuyer by, DateTimeOffset now)
    {
        var order = Place(OrderProduct.Renewal, method, price, by, now, buyer);
        order.LicenceKind = kind;
        return order;
    }

    public static Order ForLicence(
        string organisationName, string contactName, LicenceKind kind, OrderMethod method, OrderPrice price, OrderBuyer by, DateTimeOffset now)
    {
        var order = Place(OrderProduct.Licence, method, price, by, now, buyer: null);
        order.LicenceKind = kind;
        order.OrganisationName = organisationName;
        order.ContactName = contactName;
        return order;
    }

    /// <summary>Where the buyer pays.</summary>
    public void PayAt(string provider, string checkoutId, string url)
    {
        Provider = provider;
        CheckoutId = checkoutId;
        CheckoutUrl = url;
        ExpiresAt = PlacedAt + OnlineValidity;
    }

    /// <summary>
    /// Whether a look that began with this number, when <see cref="LastLook"/> was <paramref name="seen"/>, may be written
    /// down: only when none was since. Null: it need not be, since one that began later was.
    /// </summary>
    public bool? TryLook(long number, long seen)
    {
        if (LastLook != seen)
        {
            return LastLook > number ? null : false;
        }

        LastLook = number;
        return true;
    }

    /// <summary>Mails go there from now on.</summary>
    public void MailTo(string email) => Email = email;

    /// <summary>
    /// Takes over what the provider says now. Whatever was said before, in whatever order, the same snapshot leads to the
    /// same state, with one exception: what was paid once stays paid, and only its refunds and disputes change.
    /// </summary>
    public void Apply(PaymentSnapshot snapshot, DateTimeOffset now)
    {
        PaymentId = snapshot.PaymentId ?? PaymentId;
        NoteReturns(snapshot.Refunded, snapshot.Dispute);
        if (State == OrderState.Paid)
        {
            return;
        }

        if (snapshot.Status == PaymentStatus.Paid)
        {
            TakePayment(snapshot, now);
            return;
        }

        if (State == OrderState.Cancelled)
        {
            return;
        }

        State = snapshot.Status switch
        {
            PaymentStatus.Open => OrderState.Open,
            PaymentStatus.Processing => OrderState.Processing,
            PaymentStatus.Failed => OrderState.Failed,
            _ => OrderState.Expired,
        };
    }

    /// <summary>The operator has received the money of an invoice, perhaps after it was withdrawn.</summary>
    /// <exception cref="DomainException"><c>order_not_open</c>, <c>order_not_by_invoice</c></exception>
    public void MarkPaid(string? note, DateTimeOffset now)
    {
        RequireInvoice();
        if (State != OrderState.Cancelled)
        {
            RequireOpen();
        }

        Note = note;
        Pay(TotalAmount, now);
    }

    /// <summary>Nobody will pay it. One that is paid online ends by itself; only one whose provider does not say so is cancelled.</summary>
    /// <exception cref="DomainException"><c>order_not_open</c>, <c>order_not_by_invoice</c></exception>
    public void Cancel(string? note, DateTimeOffset now)
    {
        RequireOpen();
        if (Method == OrderMethod.Online && now < ExpiresAt)
        {
            throw new DomainException(OrderErrors.NotByInvoice, $"It can be paid until {ExpiresAt:O}.");
        }

        Note = note;
        State = OrderState.Cancelled;
    }

    /// <summary>The operator has paid back so much of an invoice, besides what went back before.</summary>
    /// <exception cref="DomainException"><c>order_not_paid</c>, <c>order_not_by_invoice</c>, <c>refund_too_large</c></exception>
    public void RecordRefund(long amount)
    {
        RequireInvoice();
        RequirePaid();
        if (amount > PaidAmount - RefundedAmount)
        {
            throw new DomainException(OrderErrors.RefundTooLarge, $"Of {PaidAmount} {Currency}, {RefundedAmount} went back already.");
        }

        NoteReturns(RefundedAmount + amount, Dispute);
    }

    /// <summary>Whether it is paid, as it should be, and has yet to be delivered. Nothing is for money that is back with the buyer, or may be soon.</summary>
    public bool AwaitsFulfilment =>
        State == OrderState.Paid && FulfilledAt is null && Attention is null && DismissedAt is null
        && Dispute is not (DisputeStatus.Open or DisputeStatus.Lost) && (RefundedAmount == 0 || RefundedAmount < PaidAmount);

    /// <summary>The operator wants it delivered after all.</summary>
    /// <exception cref="DomainException"><c>nothing_to_attend_to</c></exception>
    public void RetryFulfilment()
    {
        if (Attention is not (OrderAttention.AmountMismatch or OrderAttention.NotFulfilled))
        {
            throw new DomainException(OrderErrors.NothingToAttendTo);
        }

        Attend(null);
    }

    public void Fulfil(DateTimeOffset now, Id<Organisation>? made = null)
    {
        FulfilledAt = now;
        OrganisationId ??= made;
    }

    public void FulfilmentFailed(string why) => Attend(OrderAttention.NotFulfilled, why);

    /// <summary>
    /// The credits of an order whose money went back, nearest to the share of the money that did; all of them while a
    /// dispute is not won.
    /// </summary>
    public int CreditsOwed
    {
        get
        {
            if (Product != OrderProduct.Credits || PaidAmount is not { } paid)
            {
                return 0;
            }

            if (Dispute is DisputeStatus.Open or DisputeStatus.Lost)
            {
                return Quantity;
            }

            return RefundedAmount == 0 ? 0 : (int)Int128.Min(Quantity, (2 * (Int128)Quantity * RefundedAmount + paid) / (2 * paid));
        }
    }

    /// <summary>What is left to take back once the token has been redeemed; below zero, what was taken to give back.</summary>
    public int CreditsLeftToTakeBack =>
        FulfilledAt is null ? 0
        : CreditsOwed < CreditsTakenBack ? CreditsOwed - CreditsTakenBack
        : Math.Max(0, CreditsOwed - CreditsTakenBack - CreditsWaived);

    /// <summary>The token has not been redeemed, and is worth only what is still paid for: nothing is left to take back.</summary>
    public void TakeBackFromToken()
    {
        CreditsTakenBack = CreditsOwed;
        Attend(null);
    }

    /// <summary>Of a redeemed token, or of a licence: tells the operator what the money that went back leaves to do.</summary>
    public void Reckon()
    {
        if (Product != OrderProduct.Credits)
        {
            var isBack = RefundedAmount > 0 || Dispute is DisputeStatus.Open or DisputeStatus.Lost;
            Attend(
                isBack && DismissedAt is null ? OrderAttention.RefundedLicence : null,
                $"Paid back: {RefundedAmount} {Currency}; dispute: {Dispute?.ToString() ?? "none"}.");
            return;
        }

        Attend(
            CreditsLeftToTakeBack switch { > 0 => OrderAttention.TakeBack, < 0 => OrderAttention.GiveBack, _ => null },
            $"{Math.Abs(CreditsLeftToTakeBack)} credits.");
    }

    /// <exception cref="DomainException"><c>nothing_to_take_back</c></exception>
    public void TakeBack(int credits)
    {
        if (credits > CreditsLeftToTakeBack)
        {
            throw new DomainException(OrderErrors.NothingToTakeBack, $"At most {Math.Max(0, CreditsLeftToTakeBack)} credits are left to take back.");
        }

        CreditsTakenBack += credits;
        Reckon();
    }

    /// <summary>The operator has seen to it otherwise, or lets it be.</summary>
    /// <exception cref="DomainException"><c>nothing_to_attend_to</c></exception>
    public void Dismiss(string note, DateTimeOffset now)
    {
        if (Attention is null)
        {
            throw new DomainException(OrderErrors.NothingToAttendTo);
        }

        if (CreditsLeftToTakeBack < 0)
        {
            CreditsTakenBack = CreditsOwed; // the operator gave them back
        }

        CreditsWaived += CreditsLeftToTakeBack;
        DismissedAt = now;
        DismissalNote = note;
        Attend(null);
    }

    /// <exception cref="DomainException"><c>order_not_paid</c></exception>
    public void RequirePaid()
    {
        if (State != OrderState.Paid)
        {
            throw new DomainException(OrderErrors.NotPaid, $"The order is {State}.");
        }
    }

    private static Order Place(OrderProduct product, OrderMethod method, OrderPrice price, OrderBuyer by, DateTimeOffset now, Id<Organisation>? buyer)
    {
        if (method == OrderMethod.Invoice && by.Billing is null)
        {
            throw new DomainException(OrderErrors.BillingRequired, errors: new ErrorDetail("/billing", "required", "An invoice needs a name and an address."));
        }

        return new Order
        {
            Id = Id<Order>.New(),
            OrganisationId = buyer,
            Product = product,
            Method = method,
            State = OrderState.Open,
            Quantity = price.Quantity,
            Currency = price.Currency,
            UnitAmount = price.UnitAmount,
            VatRate = price.VatRate,
            NetAmount = price.Net,
            VatAmount = price.Vat,
            TotalAmount = price.Total,
            Email = by.Email,
            Language = by.Language,
            Billing = by.Billing,
            PlacedAt = now,
        };
    }

    /// <summary>A provider that works out the tax says what it is; anything else must be what was asked.</summary>
    private void TakePayment(PaymentSnapshot snapshot, DateTimeOffset now)
    {
        var total = snapshot.Total ?? TotalAmount;
        if (snapshot.Currency is { } currency && currency != Currency || (total != TotalAmount && snapshot.Subtotal != NetAmount))
        {
            Attend(OrderAttention.AmountMismatch, $"Asked were {TotalAmount} {Currency}, paid {total} {snapshot.Currency}.");
        }
        else if (total != TotalAmount)
        {
            VatAmount = total - NetAmount;
            TotalAmount = total;
            VatRate = VatRates.RateOf(NetAmount, VatAmount);
        }

        Pay(total, now);
    }

    // What was dismissed was dismissed as it stood.
    private void NoteReturns(long refunded, DisputeStatus? dispute)
    {
        if (FulfilledAt is not null && (refunded != RefundedAmount || dispute != Dispute))
        {
            DismissedAt = null;
        }

        RefundedAmount = refunded;
        Dispute = dispute;
    }

    private void Pay(long amount, DateTimeOffset now)
    {
        State = OrderState.Paid;
        PaidAt = now;
        PaidAmount = amount;
    }

    private void Attend(OrderAttention? attention, string? detail = null)
    {
        Attention = attention;
        AttentionDetail = attention is null ? null : detail;
    }

    private void RequireInvoice()
    {
        if (Method != OrderMethod.Invoice)
        {
            throw new DomainException(OrderErrors.NotByInvoice, "Its provider knows what was paid.");
        }
    }

    private void RequireOpen()
    {
        if (State != OrderState.Open)
        {
            throw new DomainException(OrderErrors.NotOpen, $"The order is {State}.");
        }
    }
}
