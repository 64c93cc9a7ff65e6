using Cesuur.Domain;
using Cesuur.Domain.Orders;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace Cesuur.Infrastructure.Payments;

/// <summary>Takes no money: the buyer's part is played on a page of ours, or by a call. Its payments are rows of the organisation.</summary>
public sealed class SimulatedProvider(AppDb db, TimeProvider time, IConfiguration configuration, IHttpContextAccessor http) : IPaymentProvider
{
    /// <summary>The pay page; the payment's secret follows.</summary>
    public const string PagePath = "/v1/simulated-payments/";

    public Task<Checkout> CreateAsync(CheckoutRequest request, CancellationToken cancel) => db.InTransactionAsync(
        async () =>
        {
            var address = Address();
            var payment = await db.SimulatedPayments.SingleOrDefaultAsync(known => known.OrderId == request.OrderId, cancel);
            if (payment is null)
            {
                payment = SimulatedPayment.Open(
                    db.TenantId.Value,
                    request.OrderId,
                    request.Currency,
                    [.. request.Lines.Select(line => new SimulatedLine(line.Name, line.UnitAmount, line.Quantity))],
                    request.VatRate,
                    request.Language,
                    request.SuccessUrl,
                    request.CancelUrl,
                    request.ExpiresAt,
                    time.GetUtcNow());
                db.SimulatedPayments.Add(payment);
                await db.SaveChangesAsync(cancel);
            }

            return new Checkout(payment.Id.ToString(), address + PagePath + payment.PageSecret);
        },
        cancel);

    public async Task<PaymentSnapshot> GetAsync(string checkoutId, CancellationToken cancel)
    {
        Id<SimulatedPayment>.TryRead(checkoutId, out var id);
        var payment = await db.SimulatedPayments.AsNoTracking().SingleOrDefaultAsync(known => known.Id == id, cancel)
            ?? throw new PaymentException($"There is no simulated payment {checkoutId}.");
        return payment.SnapshotAt(time.GetUtcNow());
    }

    /// <summary>Where this API is reached from outside: as it is told, or as it was asked just now.</summary>
    private string Address()
    {
        if (configuration["PublicUrl"] is { Length: > 0 } told)
        {
            return told.TrimEnd('/');
        }

        return http.HttpContext is { Request: var request }
            ? $"{request.Scheme}://{request.Host}"
            : throw new PaymentException("The pay page has no address: set PublicUrl.");
    }
}
