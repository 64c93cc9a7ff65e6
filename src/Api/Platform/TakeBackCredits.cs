using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Api.Orders;
using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Platform;

public sealed record CreditTakeBackRequest
{
    [Range(1, 1_000_000)]
    public required int Credits { get; init; }
}

/// <summary>Takes credits back from whoever redeemed the token of an order whose money went back: no more than are owed, and no more than are there.</summary>
internal sealed class TakeBackCredits : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/orders/{orderId}/take-backs", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound, OrderErrors.NothingToTakeBack, CreditErrors.InsufficientCredits);

    private static Task<OperatorOrderResponse> Handle(
        Id<Order> orderId, CreditTakeBackRequest request, AppDb db, Ledger ledger, Caller caller, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var books = db.TenantId;
                var order = await db.HoldOrderAsync(orderId, cancel);
                order.TakeBack(request.Credits);
                audit.Log("order.credits_taken_back", order.Id);
                await db.SaveChangesAsync(cancel);
                var holder = await db.CreditTokens.Where(token => token.OrderId == orderId).Select(token => token.RedeemedBy).SingleAsync(cancel);

                await db.EnterAsync(holder!.Value, cancel);
                await ledger.PostAsync(
                    LedgerTransaction.Withdraw(request.Credits, "Order refunded", order.Id.ToString()), caller.Actor, clock.Now, cancel);
                audit.Log("credits.taken_back", order.Id);
                await db.SaveChangesAsync(cancel);
                await db.EnterAsync(books, cancel);
                return OperatorOrderResponse.From(order);
            },
            cancel);
}
