using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Payments;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Payments;

public sealed record PlaySandboxPaymentRequest
{
    /// <summary>The order that is paid for, or not.</summary>
    [StringLength(100, MinimumLength = 1)]
    public required string OrderId { get; init; }

    /// <summary>What happens: <c>delay</c> is a bank that has yet to confirm, by <c>pay</c> or <c>fail</c>.</summary>
    public required PaymentAction Action { get; init; }

    /// <summary>In minor units, with tax, of a <c>refund</c> only; absent: all that was not refunded yet.</summary>
    [Range(1, 1_000_000_000_000)]
    public long? Amount { get; init; }
}

/// <summary>A payment for which no money is taken.</summary>
public sealed record SandboxPaymentResponse
{
    public required string OrderId { get; init; }

    /// <summary>How far the payment is.</summary>
    public required PaymentStatus Status { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>In minor units, with tax.</summary>
    public required long Total { get; init; }

    /// <summary>In minor units, what went back to the buyer so far.</summary>
    public required long Refunded { get; init; }

    /// <summary>The buyer's objection to the payment; absent: there is none.</summary>
    public DisputeStatus? Dispute { get; init; }
}

/// <summary>Lets something happen to the payment of an order, in a sandbox or in development. What follows for the order follows a moment later.</summary>
internal sealed class PlaySandboxPayment : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sandbox/payments", Handle)
        .Requires(Permission.SandboxWrite)
        .Fails(LicensingErrors.NotASandbox, OrderErrors.PaymentStateForbids, OrderErrors.RefundTooLarge, HttpErrors.Invalid);

    private static Task<SandboxPaymentResponse> Handle(
        PlaySandboxPaymentRequest request, AppDb db, PaymentProviders providers, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var organisation = await db.Organisations.AsNoTracking().RequireAsync(cancel);
                if (!providers.AreSimulated(organisation.Sandbox))
                {
                    throw new DomainException(LicensingErrors.NotASandbox);
                }

                if (request is { Amount: not null, Action: not PaymentAction.Refund })
                {
                    throw HttpErrors.Member("/amount", "invalid_value", "Only a refund has an amount.");
                }

                var payment = await db.SimulatedPayments.SingleOrDefaultAsync(known => known.OrderId == request.OrderId, cancel)
                    ?? throw HttpErrors.References(["/orderId"]);
                payment.Play(request.Action, request.Amount, clock.Real);
                db.Enqueue(OrderSettlement.Kind, new SettleOrderArguments(payment.OrderId), clock.Real);
                audit.Log("sandbox.payment_played", payment.Id);
                await db.SaveChangesAsync(cancel);
                return new SandboxPaymentResponse
                {
                    OrderId = payment.OrderId,
                    Status = payment.StatusAt(clock.Real),
                    Currency = payment.Currency,
                    Total = payment.Total,
                    Refunded = payment.Refunded,
                    Dispute = payment.Dispute,
                };
            },
            cancel);
}
