using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Orders;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Licensing;
using Cesuur.Infrastructure.Payments;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Orders;

/// <summary>
/// Puts an order into the operator's books, with the page it is paid on. The provider is asked within the transaction:
/// should either fail there is no order, and a page that nobody knows the address of expires unpaid.
/// </summary>
internal sealed class OrderPlacement(
    AppDb db, PaymentProviders providers, OperatorOrganisation platform, OrderMails mails, Audit audit, Clock clock, ILogger<OrderPlacement> log)
{
    /// <param name="request">How it is paid.</param>
    /// <param name="place">Makes the order at the operator's prices of this moment.</param>
    /// <param name="sandbox">Whether nobody really pays.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="DomainException"><c>not_for_sale</c>, <c>billing_required</c>, <c>no_invoice_in_sandbox</c>, <c>payments_not_configured</c>, <c>payment_unavailable</c></exception>
    public Task<Order> PlaceAsync(OrderRequest request, Func<PriceList, Order> place, bool sandbox, CancellationToken cancel) => db.InTransactionAsync(
        async () =>
        {
            request.Method.RequireFor(sandbox);
            if (request.Method == OrderMethod.Online)
            {
                RequireUrl("/successUrl", request.SuccessUrl);
                RequireUrl("/cancelUrl", request.CancelUrl);
            }

            var home = db.TenantId;
            await db.EnterAsync(await platform.IdAsync(cancel), cancel);
            var order = place(await db.CurrentPricesAsync(clock.Real, cancel));
            if (order.Method == OrderMethod.Online)
            {
                var provider = providers.NameFor(sandbox);
                await db.EnterAsync(home, cancel);
                var checkout = await CheckoutAsync(provider, order, home, request, cancel);
                await db.SaveChangesAsync(cancel);
                await db.EnterAsync(await platform.IdAsync(cancel), cancel);
                order.PayAt(provider, checkout.Id, checkout.Url);
            }
            else
            {
                mails.Invoiced(order, order.Billing!);
            }

            db.Orders.Add(order);
            audit.Log("order.placed", order.Id);
            await db.SaveChangesAsync(cancel);
            if (home != db.TenantId)
            {
                await db.EnterAsync(home, cancel);
                audit.Log("order.placed", order.Id);
                await db.SaveChangesAsync(cancel);
            }

            return order;
        },
        cancel);

    private async Task<Checkout> CheckoutAsync(string provider, Order order, Id<Organisation> home, OrderRequest request, CancellationToken cancel)
    {
        try
        {
            return await providers.Named(provider).CreateAsync(
                new CheckoutRequest
                {
                    OrderId = order.Id.ToString(),
                    Organisation = home,
                    Currency = order.Currency,
                    Lines = [new CheckoutLine(OrderTexts.LineOf(order), order.UnitAmount, order.Quantity)],
                    VatRate = order.VatRate,
                    Email = order.Email,
                    Language = order.Language,
                    SuccessUrl = request.SuccessUrl!,
                    CancelUrl = request.CancelUrl!,
                    ExpiresAt = order.PlacedAt + Order.OnlineValidity,
                },
                cancel);
        }
        catch (PaymentException e)
        {
            log.LogError(e, "{Order} could not be placed", order.Id);
            throw new DomainException(OrderErrors.PaymentUnavailable);
        }
    }

    private static void RequireUrl(string pointer, string? url)
    {
        if (url is null)
        {
            throw HttpErrors.Member(pointer, "required", "An order that is paid online says where the buyer goes afterwards.");
        }

        if (!WebAddress.IsSafe(url))
        {
            throw HttpErrors.Member(pointer, "invalid_value", "An absolute https address is expected; http on the machine itself.");
        }
    }
}
