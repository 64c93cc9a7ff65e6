using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Infrastructure.Credits;

/// <summary>A token that was redeemed just now.</summary>
public sealed record RedeemedToken(Id<CreditToken> Id, int Credits);

/// <summary>Claims tokens. They are the operator's rows; a function of the database's owner finds the one that is named.</summary>
public sealed class CreditTokens(AppDb db, SignInAttempts attempts)
{
    /// <exception cref="DomainException"><c>token_mistyped</c>, <c>token_unknown</c>, <c>token_used</c>, <c>token_expired</c>, <c>token_revoked</c>, <c>too_many_guesses</c></exception>
    public async Task<RedeemedToken> RedeemAsync(string typed, DateTimeOffset now, CancellationToken cancel)
    {
        var hash = CreditToken.HashOf(typed);
        if (await AreGuessesLockedAsync(cancel))
        {
            throw new DomainException(CreditErrors.TooManyGuesses) { RetryAfter = SignInAttempts.Lock };
        }

        var found = await db.Database
            .SqlQuery<Row>($"SELECT id, credits, outcome FROM redeem_credit_token({hash}, {now})")
            .ToListAsync(cancel);
        switch (found)
        {
            case []:
                await attempts.CountTokenAsync(db.TenantId, cancel);
                throw new DomainException(CreditErrors.TokenUnknown);
            case [{ Outcome: "redeemed" } token]:
                await ForgetGuessesAsync(cancel);
                return new RedeemedToken(new Id<CreditToken>(token.Id), token.Credits);
            case [{ Outcome: "expired" }]:
                throw new DomainException(CreditErrors.TokenExpired);
            case [{ Outcome: "revoked" }]:
                throw new DomainException(CreditErrors.TokenRevoked);
            default:
                throw new DomainException(CreditErrors.TokenUsed);
        }
    }

    // With the redemption's own connection: whoever redeems must not wait for a second one while holding the first.
    private Task<bool> AreGuessesLockedAsync(CancellationToken cancel) => db.Database
        .SqlQuery<bool>($"""
            SELECT EXISTS (SELECT FROM sign_in_attempts WHERE tenant_id = {db.TenantId.Value} AND subject = {SignInAttempts.CreditTokens}
                AND locked_until > clock_timestamp()) AS "Value"
            """)
        .SingleAsync(cancel);

    private Task<int> ForgetGuessesAsync(CancellationToken cancel) => db.Database.ExecuteSqlAsync(
        $"DELETE FROM sign_in_attempts WHERE tenant_id = {db.TenantId.Value} AND subject = {SignInAttempts.CreditTokens}", cancel);

    private sealed record Row(Guid Id, int Credits, string Outcome);
}
