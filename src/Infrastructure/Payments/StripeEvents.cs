using System.Text.Json;

namespace Cesuur.Infrastructure.Payments;

/// <summary>
/// That something happened at Stripe, and to what: a session, a payment, or nothing that matters here. Not what: events
/// come twice and out of order, so whoever hears of one asks for the state.
/// </summary>
public sealed record StripeNotice(string EventId, string Type, string? SessionId, string? PaymentIntentId);

public static class StripeEvents
{
    /// <summary>Null when this is no event.</summary>
    public static StripeNotice? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<StripeEvent>(body, StripeJson.Options) is { } read
                ? new StripeNotice(read.Id, read.Type, SessionOf(read), PaymentIntentOf(read))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? SessionOf(StripeEvent read) => read.Type is
        "checkout.session.completed" or "checkout.session.async_payment_succeeded" or "checkout.session.async_payment_failed" or "checkout.session.expired"
        ? read.Data.Object.Deserialize<StripeSession>(StripeJson.Options)?.Id
        : null;

    private static string? PaymentIntentOf(StripeEvent read) => read.Type switch
    {
        "charge.refunded" => read.Data.Object.Deserialize<StripeCharge>(StripeJson.Options)?.PaymentIntent?.Id,
        "refund.created" or "refund.updated" or "refund.failed" => read.Data.Object.Deserialize<StripeRefund>(StripeJson.Options)?.PaymentIntent?.Id,
        "charge.dispute.created" or "charge.dispute.updated" or "charge.dispute.closed" or "charge.dispute.funds_withdrawn" or "charge.dispute.funds_reinstated" =>
            read.Data.Object.Deserialize<StripeDispute>(StripeJson.Options)?.PaymentIntent?.Id,
        _ => null,
    };
}
