using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Orders;

namespace Cesuur.Infrastructure.Payments;

/// <summary>One line of what is paid for.</summary>
/// <param name="Name">As the buyer reads it.</param>
/// <param name="UnitAmount">Minor units.</param>
/// <param name="Quantity">At least 1.</param>
public sealed record CheckoutLine(string Name, long UnitAmount, int Quantity);

/// <summary>What is asked of a provider: a page on which one order is paid, once.</summary>
public sealed record CheckoutRequest
{
    /// <summary>The order's id in text; the same id asked for again gives the same checkout.</summary>
    public required string OrderId { get; init; }

    /// <summary>Whose order it is, so that whoever hears of the payment alone can find it.</summary>
    public required Id<Organisation> Organisation { get; init; }

    /// <summary>ISO 4217, in capitals.</summary>
    public required string Currency { get; init; }

    public required IReadOnlyList<CheckoutLine> Lines { get; init; }

    /// <summary>In per cent × 100; the provider adds it as a line of its own, or works it out itself where it is set up to.</summary>
    public required int VatRate { get; init; }

    public required string Email { get; init; }

    /// <summary><c>nl</c> or <c>en</c>.</summary>
    public required string Language { get; init; }

    public required string SuccessUrl { get; init; }

    public required string CancelUrl { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A page to pay on.</summary>
public sealed record Checkout(string Id, string Url);

/// <summary>Which order a payment is for, as the checkout was told.</summary>
public sealed record PaidOrder(string OrderId, Id<Organisation> Organisation);

/// <summary>Takes the money. Amounts are the provider's to confirm and ours to compare.</summary>
public interface IPaymentProvider
{
    /// <exception cref="PaymentException">The provider refuses, or cannot be reached in time: nothing can be paid on what it may have made.</exception>
    Task<Checkout> CreateAsync(CheckoutRequest request, CancellationToken cancel);

    /// <summary>Asks afresh.</summary>
    /// <exception cref="PaymentException">It knows no such checkout, or cannot be reached in time.</exception>
    Task<PaymentSnapshot> GetAsync(string checkoutId, CancellationToken cancel);
}
