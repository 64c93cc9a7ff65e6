using Cesuur.Domain.Licensing;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Credits;

public enum CreditTokenState
{
    Redeemable,
    Redeemed,
    Revoked,
    Expired,
}

/// <summary>Bought credits on their way to an organisation. Shown once, stored as a hash, redeemed once, ever (T).</summary>
public sealed class CreditToken : TenantOwned, IIdentified
{
    private CreditToken()
    {
    }

    public static string IdPrefix => "ctok";

    public Id<CreditToken> Id { get; private set; }

    public byte[] Hash { get; private set; } = null!;

    /// <summary>The last four characters, to recognise it in a list.</summary>
    public string Hint { get; private set; } = null!;

    public int Credits { get; private set; }

    public string? Note { get; private set; }

    /// <summary>With which others it was minted.</summary>
    public Id<CreditTokenBatch>? BatchId { get; private set; }

    /// <summary>Which order it was paid by; absent for those that the operator minted.</summary>
    public Id<Order>? OrderId { get; private set; }

    /// <summary>Who alone can redeem it: a sandbox, which did not really pay. Absent: whoever holds it.</summary>
    public Id<Organisation>? BoundTo { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>Why the operator revoked it; absent when its order's refund did.</summary>
    public string? RevocationReason { get; private set; }

    public Id<Organisation>? RedeemedBy { get; private set; }

    public DateTimeOffset? RedeemedAt { get; private set; }

    /// <summary>Mints a token of <paramref name="credits"/> credits; <paramref name="text"/> is what is handed to the buyer.</summary>
    public static CreditToken Mint(
        int credits, string? note, Id<CreditTokenBatch> batch, DateTimeOffset? expiresAt, DateTimeOffset now, out string text)
    {
        var token = Mint(credits, now, out text);
        token.Note = note;
        token.BatchId = batch;
        token.ExpiresAt = expiresAt;
        return token;
    }

    /// <summary>The token that an order was paid for.</summary>
    public static CreditToken MintFor(Order order, Id<Organisation>? boundTo, DateTimeOffset now, out string text)
    {
        var token = Mint(order.Quantity, now, out text);
        token.OrderId = order.Id;
        token.BoundTo = boundTo;
        return token;
    }

    /// <summary>The look-up form of a typed token.</summary>
    /// <exception cref="DomainException"><c>token_mistyped</c></exception>
    public static byte[] HashOf(string typed) => Secret.Hash(TokenText.Read(typed));

    public CreditTokenState StateAt(DateTimeOffset now) =>
        RedeemedAt is not null ? CreditTokenState.Redeemed
        : RevokedAt is not null ? CreditTokenState.Revoked
        : now >= ExpiresAt ? CreditTokenState.Expired
        : CreditTokenState.Redeemable;

    /// <exception cref="DomainException"><c>token_used</c></exception>
    public void Revoke(string reason, DateTimeOffset now)
    {
        if (RedeemedAt is not null)
        {
            throw new DomainException(CreditErrors.TokenUsed);
        }

        RevokedAt ??= now;
        RevocationReason ??= reason;
    }

    /// <summary>Not redeemed yet, it is worth what of its order is still paid for; nothing: it is revoked, until that changes again.</summary>
    public void LeaveCredits(int credits, DateTimeOffset now)
    {
        if (RedeemedAt is not null)
        {
            throw new InvalidOperationException("A redeemed token has no credits to leave.");
        }

        if (credits > 0)
        {
            Credits = credits;
        }

        if (RevocationReason is null)
        {
            RevokedAt = credits > 0 ? null : RevokedAt ?? now;
        }
    }

    /// <summary>The text went astray: it gets another, and the old one is worth nothing.</summary>
    /// <exception cref="DomainException"><c>token_used</c>, <c>token_revoked</c></exception>
    public void Reissue(out string text)
    {
        if (RedeemedAt is not null || RevokedAt is not null)
        {
            throw new DomainException(RedeemedAt is not null ? CreditErrors.TokenUsed : CreditErrors.TokenRevoked);
        }

        text = TokenText.Create();
        Hash = HashOf(text);
        Hint = text[^4..];
    }

    private static CreditToken Mint(int credits, DateTimeOffset now, out string text)
    {
        text = TokenText.Create();
        return new CreditToken
        {
            Id = Id<CreditToken>.New(),
            Hash = HashOf(text),
            Hint = text[^4..],
            Credits = credits,
            CreatedAt = now,
        };
    }
}
