namespace Cesuur.Domain.Orders;

public enum OrderMethod
{
    /// <summary>Paid at once on the page of a payment provider.</summary>
    Online,

    /// <summary>The operator sends an invoice, and marks the order paid.</summary>
    Invoice,
}

public static class OrderMethods
{
    /// <summary>There is nobody behind a sandbox to send an invoice to.</summary>
    /// <exception cref="DomainException"><c>no_invoice_in_sandbox</c></exception>
    public static void RequireFor(this OrderMethod method, bool sandbox)
    {
        if (method == OrderMethod.Invoice && sandbox)
        {
            throw new DomainException(OrderErrors.NoInvoiceInSandbox);
        }
    }
}
