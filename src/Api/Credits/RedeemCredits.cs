using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Credits;

public sealed record RedeemCreditsRequest
{
    /// <summary>As it came in the mail; case, dashes and spaces do not count.</summary>
    [StringLength(100, MinimumLength = 1)]
    public required string Token { get; init; }
}

public sealed record RedemptionResponse
{
    /// <summary>The credits that the token was worth.</summary>
    public required int Credits { get; init; }

    /// <summary>What the organisation has of its own now.</summary>
    public required long Balance { get; init; }
}

/// <summary>Adds a token's credits to the balance: once, ever, whoever else tries at the same moment (T). Without a valid licence they wait to be spent.</summary>
internal sealed class RedeemCredits : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/credits/redemptions", Handle)
        .Requires(Permission.CreditsRedeem)
        .Fails(
            CreditErrors.TokenMistyped, CreditErrors.TokenUnknown, CreditErrors.TokenUsed, CreditErrors.TokenExpired, CreditErrors.TokenRevoked,
            CreditErrors.TooManyGuesses);

    private static Task<RedemptionResponse> Handle(
        RedeemCreditsRequest request, AppDb db, CreditTokens tokens, Ledger ledger, Caller caller, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var token = await tokens.RedeemAsync(request.Token, clock.Now, cancel);
                var posting = await ledger.PostAsync(
                    LedgerTransaction.Receive(LedgerTransactionKind.Redemption, token.Credits, "Credit token redeemed", token.Id.ToString()),
                    caller.Actor, clock.Now, cancel);

                var response = new RedemptionResponse { Credits = token.Credits, Balance = posting.BalanceOf(null) };
                db.Raise(EventTypes.CreditsRedeemed, response, clock.Now);
                audit.Log("credits.redeemed", token.Id);
                await db.SaveChangesAsync(cancel);
                return response;
            },
            cancel);
}
