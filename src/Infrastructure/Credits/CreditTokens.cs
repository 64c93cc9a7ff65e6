using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Infrastructure.Credits;

/// <summary>A token that was redeemed just now.</summary>
public sealed record RedeemedToken(Id<CreditToken> Id, int Credits);

/// <summary>Claims tokens. They are the operator's rows; a function of the database's owner finds the one that is named.</summary>
public sealed class CreditTokens(AppDb db)
{
    /// <exception cref="DomainException"><c>token_unknown</c>, <c>token_used</c>, <c>token_expired</c></exception>
    public async Task<RedeemedToken> RedeemAsync(byte[] hash, DateTimeOffset now, CancellationToken cancel)
    {
        var found = await db.Database
            .SqlQuery<Row>($"SELECT id, credits, outcome FROM redeem_credit_token({hash}, {now})")
            .ToListAsync(cancel);
        return found switch
        {
            [] => throw new DomainException(CreditErrors.TokenUnknown),
            [{ Outcome: "redeemed" } token] => new RedeemedToken(new Id<CreditToken>(token.Id), token.Credits),
            [{ Outcome: "expired" }] => throw new DomainException(CreditErrors.TokenExpired),
            _ => throw new DomainException(CreditErrors.TokenUsed),
        };
    }

    private sealed record Row(Guid Id, int Credits, string Outcome);
}
