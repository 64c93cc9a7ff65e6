using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Platform;

internal sealed class ListCreditTokens : IEndpoint
{
    private static readonly Sorting<CreditToken> Sorting = new(
        Sorting<CreditToken>.By("createdAt", token => token.CreatedAt),
        Sorting<CreditToken>.By("credits", token => token.Credits));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/platform/credit-tokens", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static Task<Page<CreditTokenResponse>> Handle(
        [AsParameters] PageRequest page, AppDb db, Clock clock, CancellationToken cancel,
        string? state = null, Id<CreditTokenBatch>? batchId = null, Id<Order>? orderId = null)
    {
        var now = clock.Now;
        var tokens = db.CreditTokens.AsNoTracking();
        tokens = Filters.Enum<CreditTokenState>("state", state) switch
        {
            CreditTokenState.Redeemed => tokens.Where(token => token.RedeemedAt != null),
            CreditTokenState.Revoked => tokens.Where(token => token.RevokedAt != null),
            CreditTokenState.Expired => tokens.Where(token => token.RedeemedAt == null && token.RevokedAt == null && token.ExpiresAt <= now),
            CreditTokenState.Redeemable => tokens.Where(
                token => token.RedeemedAt == null && token.RevokedAt == null && (token.ExpiresAt == null || token.ExpiresAt > now)),
            _ => tokens,
        };
        if (batchId is { } batch)
        {
            tokens = tokens.Where(token => token.BatchId == batch);
        }

        if (orderId is { } order)
        {
            tokens = tokens.Where(token => token.OrderId == order);
        }

        return Sorting.PageAsync(tokens, page, token => CreditTokenResponse.From(token, now), cancel);
    }
}
