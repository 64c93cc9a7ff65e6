using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Api.Orders;
using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Platform;

public sealed record TokenReissueRequest
{
    /// <summary>Where it is mailed, and all that follows; absent: to the address of the order.</summary>
    [EmailAddress, StringLength(254)]
    public string? Email { get; init; }
}

/// <summary>The mail with the token went astray: the order's token, while nobody has redeemed it, gets another text, which is mailed. The old one is worth nothing.</summary>
internal sealed class ReissueToken : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/orders/{orderId}/token", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound, CreditErrors.TokenUsed, CreditErrors.TokenRevoked);

    private static Task<OperatorOrderResponse> Handle(
        Id<Order> orderId, TokenReissueRequest request, AppDb db, OrderMails mails, Audit audit, CancellationToken cancel) => db.InTransactionAsync(
        async () =>
        {
            var order = await db.HoldOrderAsync(orderId, cancel);
            var token = await db.HoldTokenOf(orderId).RequireAsync(cancel);
            token.Reissue(out var text);
            order.MailTo(request.Email ?? order.Email);
            mails.Token(order, token, text);
            audit.Log("order.token_reissued", order.Id);
            await db.SaveChangesAsync(cancel);
            return OperatorOrderResponse.From(order);
        },
        cancel);
}
