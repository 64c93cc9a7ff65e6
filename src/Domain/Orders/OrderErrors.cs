namespace Cesuur.Domain.Orders;

public static class OrderErrors
{
    public static readonly DomainError PaymentsNotConfigured =
        new("payments_not_configured", ErrorKind.Unavailable, "Payments are not set up here");

    public static readonly DomainError PaymentStateForbids =
        new("payment_state_forbids", ErrorKind.Conflict, "The payment is in a state that does not allow this");

    public static readonly DomainError RefundTooLarge =
        new("refund_too_large", ErrorKind.Conflict, "No more goes back than was paid and is still there");
}
