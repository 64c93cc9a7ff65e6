using System.Globalization;
using System.Net;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Orders;

namespace Cesuur.Infrastructure.Payments;

/// <summary>Payment on Stripe's own page.</summary>
public sealed class StripeProvider(StripeClient stripe, StripeOptions options) : IPaymentProvider
{
    private const string OrderKey = "order";
    private const string OrganisationKey = "organisation";
    private const string VatKey = "vat";

    public async Task<Checkout> CreateAsync(CheckoutRequest request, CancellationToken cancel)
    {
        var session = await AskAsync(() => stripe.CreateSessionAsync(Parameters(request), $"checkout-{request.OrderId}", cancel));
        return new Checkout(session.Id, session.Url ?? throw new PaymentException($"Stripe's session {session.Id} has no page any more."));
    }

    public async Task<PaymentSnapshot> GetAsync(string checkoutId, CancellationToken cancel)
    {
        var session = await AskAsync(() => stripe.GetSessionAsync(checkoutId, cancel));
        var payment = session.PaymentIntent?.Expanded;
        var charge = payment?.LatestCharge?.Expanded;
        return new PaymentSnapshot
        {
            CheckoutId = session.Id,
            Status = StatusOf(session, payment),
            PaymentId = session.PaymentIntent?.Id,
            Currency = session.Currency?.ToUpperInvariant(),
            Subtotal = session.AmountSubtotal - VatOf(session),
            Total = session.AmountTotal,
            Refunded = charge?.AmountRefunded ?? 0,
            Dispute = charge is { Disputed: true } ? await DisputeOfAsync(payment!.Id, cancel) : null,
        };
    }

    /// <summary>Which order a payment is for; null when it is none of ours.</summary>
    /// <exception cref="PaymentException">Stripe cannot be reached in time.</exception>
    public async Task<PaidOrder?> FindAsync(string paymentIntentId, CancellationToken cancel)
    {
        var payment = await AskAsync(async () =>
        {
            try
            {
                return await stripe.GetPaymentIntentAsync(paymentIntentId, cancel);
            }
            catch (StripeException absent) when (absent.Status == HttpStatusCode.NotFound)
            {
                return null;
            }
        });
        return payment?.Metadata is { } metadata
            && metadata.TryGetValue(OrderKey, out var order)
            && Id<Organisation>.TryRead(metadata.GetValueOrDefault(OrganisationKey), out var organisation)
            ? new PaidOrder(order, organisation)
            : null;
    }

    private StripeSessionParameters Parameters(CheckoutRequest request)
    {
        // What the request alone decides, so that the same order always makes the same request.
        var currency = request.Currency.ToLowerInvariant();
        StripeLineItem Line(string name, long amount, int quantity, string? tax = null) =>
            new(new StripePriceData(currency, new StripeProductData(name), amount, tax), quantity);

        var lines = request.Lines.Select(line => Line(line.Name, line.UnitAmount, line.Quantity, options.AutomaticTax ? "exclusive" : null)).ToList();
        var metadata = new Dictionary<string, string> { [OrderKey] = request.OrderId, [OrganisationKey] = request.Organisation.ToString() };
        var ofSession = new Dictionary<string, string>(metadata);
        if (!options.AutomaticTax && request.VatRate > 0)
        {
            var vat = VatRates.Of(request.Lines.Sum(line => checked(line.UnitAmount * line.Quantity)), request.VatRate);
            lines.Add(Line(VatRates.Name(request.VatRate, request.Language), vat, 1));
            ofSession[VatKey] = vat.ToString(CultureInfo.InvariantCulture);
        }

        return new StripeSessionParameters
        {
            PaymentMethodTypes = request.Currency == "EUR" ? ["card", "ideal"] : ["card"], // iDEAL knows no other
            LineItems = lines,
            SuccessUrl = request.SuccessUrl,
            CancelUrl = request.CancelUrl,
            ClientReferenceId = request.OrderId,
            Metadata = ofSession,
            PaymentIntentData = new StripePaymentIntentData(metadata, request.Email),
            CustomerEmail = request.Email,
            AutomaticTax = options.AutomaticTax ? new StripeSwitch(true) : null,
            TaxIdCollection = new StripeSwitch(true),
            InvoiceCreation = new StripeSwitch(true),
            Locale = request.Language,
            ExpiresAt = request.ExpiresAt.ToUnixTimeSeconds(),
        };
    }

    private static PaymentStatus StatusOf(StripeSession session, StripePaymentIntent? payment) => session switch
    {
        { PaymentStatus: "paid" or "no_payment_required" } => PaymentStatus.Paid,
        { Status: "expired" } => PaymentStatus.Expired,
        { Status: "complete" } => payment?.Status is "requires_payment_method" or "canceled" ? PaymentStatus.Failed : PaymentStatus.Processing,
        _ => PaymentStatus.Open,
    };

    /// <summary>Of a VAT that is a line of the bill; Stripe counts it as net.</summary>
    private static long VatOf(StripeSession session) =>
        session.Metadata?.GetValueOrDefault(VatKey) is { } vat && long.TryParse(vat, NumberStyles.None, CultureInfo.InvariantCulture, out var amount) ? amount : 0;

    /// <summary>Of several, the worst: money that is gone, then money that may go.</summary>
    private Task<DisputeStatus?> DisputeOfAsync(string paymentIntentId, CancellationToken cancel) => AskAsync(async () =>
    {
        DisputeStatus? worst = null;
        await foreach (var dispute in stripe.ListDisputesAsync(paymentIntentId, cancel))
        {
            DisputeStatus status = dispute.Status switch
            {
                "won" or "warning_closed" or "prevented" => DisputeStatus.Won,
                "lost" => DisputeStatus.Lost,
                _ => DisputeStatus.Open,
            };
            worst = (worst, status) switch
            {
                (DisputeStatus.Lost, _) or (_, DisputeStatus.Lost) => DisputeStatus.Lost,
                (DisputeStatus.Open, _) or (_, DisputeStatus.Open) => DisputeStatus.Open,
                _ => DisputeStatus.Won,
            };
        }

        return worst;
    });

    private static async Task<T> AskAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (StripeException refused)
        {
            throw new PaymentException(refused.Message, refused);
        }
    }
}
