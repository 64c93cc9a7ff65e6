namespace Cesuur.Domain.Orders;

public static class OrderErrors
{
    public static readonly DomainError NotForSale =
        new("not_for_sale", ErrorKind.Conflict, "The operator's price list does not have this");

    public static readonly DomainError BillingRequired =
        new("billing_required", ErrorKind.Invalid, "An order by invoice says to whom the invoice goes");

    public static readonly DomainError NoInvoiceInSandbox =
        new("no_invoice_in_sandbox", ErrorKind.Conflict, "In a sandbox orders are paid online, by nobody: there is no one to send an invoice");

    public static readonly DomainError PriceListInvalid =
        new("price_list_invalid", ErrorKind.Invalid, "The price list contradicts itself");

    public static readonly DomainError PriceListBegun =
        new("price_list_begun", ErrorKind.Invalid, "A price list that has begun is not changed any more");

    public static readonly DomainError NotOpen =
        new("order_not_open", ErrorKind.Conflict, "The order does not wait for its money any more");

    public static readonly DomainError NotByInvoice =
        new("order_not_by_invoice", ErrorKind.Conflict, "The order is paid online, and its provider tells what becomes of it");

    public static readonly DomainError NotPaid =
        new("order_not_paid", ErrorKind.Conflict, "The order has not been paid");

    public static readonly DomainError RefundTooLarge =
        new("refund_too_large", ErrorKind.Conflict, "More would go back than was paid");

    public static readonly DomainError NothingToTakeBack =
        new("nothing_to_take_back", ErrorKind.Conflict, "So many credits are not left to take back");

    public static readonly DomainError NothingToAttendTo =
        new("nothing_to_attend_to", ErrorKind.Conflict, "There is nothing about the order to be seen to");

    public static readonly DomainError PaymentUnavailable =
        new("payment_unavailable", ErrorKind.Unavailable, "The payment provider cannot be reached or refuses; nothing was ordered");

    public static readonly DomainError SignatureInvalid =
        new("signature_invalid", ErrorKind.Malformed, "The event is not signed with the secret of this endpoint, or not within five minutes");

    public static readonly DomainError EventInvalid =
        new("event_invalid", ErrorKind.Malformed, "This is no event");

    public static readonly DomainError PaymentsNotConfigured =
        new("payments_not_configured", ErrorKind.Unavailable, "Payments are not set up here");

    public static readonly DomainError PaymentStateForbids =
        new("payment_state_forbids", ErrorKind.Conflict, "The payment is in a state that does not allow this");
}
