namespace Cesuur.Domain.Orders;

/// <summary>How far a payment is. It may still be paid after it failed or expired: money that arrives counts.</summary>
public enum PaymentStatus
{
    /// <summary>The buyer has not paid yet.</summary>
    Open,

    /// <summary>The buyer did their part; a bank has yet to confirm (iDEAL, a bank transfer).</summary>
    Processing,
    Paid,
    Failed,
    Expired,
}

/// <summary>What came of a buyer's objection to their payment.</summary>
public enum DisputeStatus
{
    Open,

    /// <summary>The money stays with the operator.</summary>
    Won,

    /// <summary>The money went back to the buyer.</summary>
    Lost,
}

/// <summary>What a payment provider says of a checkout at one moment. Later ones replace earlier ones entirely.</summary>
public sealed record PaymentSnapshot
{
    /// <summary>The provider's id of the checkout.</summary>
    public required string CheckoutId { get; init; }

    public required PaymentStatus Status { get; init; }

    /// <summary>The provider's id of the payment, once there is one.</summary>
    public string? PaymentId { get; init; }

    /// <summary>ISO 4217, in capitals; absent while the provider does not tell.</summary>
    public string? Currency { get; init; }

    /// <summary>In minor units, without tax that the provider added.</summary>
    public long? Subtotal { get; init; }

    /// <summary>In minor units, what the buyer pays in all.</summary>
    public long? Total { get; init; }

    /// <summary>In minor units, what went back to the buyer so far.</summary>
    public long Refunded { get; init; }

    public DisputeStatus? Dispute { get; init; }
}
