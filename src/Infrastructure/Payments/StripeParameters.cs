namespace Cesuur.Infrastructure.Payments;

/// <summary>What a checkout session is made of; a one-off payment.</summary>
public sealed record StripeSessionParameters
{
    public string Mode { get; } = "payment";

    public required IReadOnlyList<string> PaymentMethodTypes { get; init; }

    public required IReadOnlyList<StripeLineItem> LineItems { get; init; }

    public required string SuccessUrl { get; init; }

    public required string CancelUrl { get; init; }

    public required string ClientReferenceId { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public required StripePaymentIntentData PaymentIntentData { get; init; }

    public required string CustomerEmail { get; init; }

    public StripeSwitch? AutomaticTax { get; init; }

    public required StripeSwitch TaxIdCollection { get; init; }

    public required StripeSwitch InvoiceCreation { get; init; }

    public required string Locale { get; init; }

    /// <summary>In Unix seconds, 30 minutes to 24 hours ahead.</summary>
    public required long ExpiresAt { get; init; }
}

public sealed record StripeLineItem(StripePriceData PriceData, int Quantity);

/// <summary>A price that is used once.</summary>
/// <param name="Currency">In small letters.</param>
/// <param name="ProductData">What is sold.</param>
/// <param name="UnitAmount">Minor units.</param>
/// <param name="TaxBehavior">Whether tax that Stripe works out is in the amount or comes to it.</param>
public sealed record StripePriceData(string Currency, StripeProductData ProductData, long UnitAmount, string? TaxBehavior);

public sealed record StripeProductData(string Name);

/// <summary>Refunds and disputes are told of the payment, not of the session, hence the same metadata.</summary>
public sealed record StripePaymentIntentData(IReadOnlyDictionary<string, string> Metadata, string ReceiptEmail);

public sealed record StripeSwitch(bool Enabled);
