using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Platform;

public sealed record MintCreditTokensRequest
{
    /// <summary>Of each token.</summary>
    [Range(1, 1_000_000)]
    public required int Credits { get; init; }

    /// <summary>How many tokens.</summary>
    [Range(1, 1000)]
    public int Count { get; init; } = 1;

    /// <summary>For whoever mints: an invoice number, say.</summary>
    [StringLength(500)]
    public string? Note { get; init; }

    /// <summary>When they can no longer be redeemed; absent: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

public sealed record CreditTokenResponse
{
    public required Id<CreditToken> Id { get; init; }

    public required CreditTokenState State { get; init; }

    public required int Credits { get; init; }

    /// <summary>The last four characters of the token.</summary>
    public required string Hint { get; init; }

    public string? Note { get; init; }

    /// <summary>With which others it was minted.</summary>
    public Id<CreditTokenBatch>? BatchId { get; init; }

    /// <summary>The order that was paid for it.</summary>
    public Id<Order>? OrderId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Absent when it was revoked with its order's refund.</summary>
    public string? RevocationReason { get; init; }

    public DateTimeOffset? RedeemedAt { get; init; }

    public Id<Organisation>? RedeemedBy { get; init; }

    internal static CreditTokenResponse From(CreditToken token, DateTimeOffset now) => new()
    {
        Id = token.Id,
        State = token.StateAt(now),
        Credits = token.Credits,
        Hint = token.Hint,
        Note = token.Note,
        BatchId = token.BatchId,
        OrderId = token.OrderId,
        CreatedAt = token.CreatedAt,
        ExpiresAt = token.ExpiresAt,
        RevokedAt = token.RevokedAt,
        RevocationReason = token.RevocationReason,
        RedeemedAt = token.RedeemedAt,
        RedeemedBy = token.RedeemedBy,
    };
}

public sealed record MintedCreditTokenResponse
{
    public required CreditTokenResponse CreditToken { get; init; }

    /// <summary>What the buyer types. Shown once.</summary>
    public required string Token { get; init; }
}

public sealed record MintedCreditTokensResponse
{
    public required Id<CreditTokenBatch> BatchId { get; init; }

    public required IReadOnlyList<MintedCreditTokenResponse> Tokens { get; init; }
}

/// <summary>Mints a batch of tokens without an order: for sale by invoice, as a gift, for a trial.</summary>
internal sealed class MintCreditTokens : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/credit-tokens", Handle)
        .Requires(Permission.Platform);

    private static async Task<Created<MintedCreditTokensResponse>> Handle(
        MintCreditTokensRequest request, AppDb db, Audit audit, Clock clock, CancellationToken cancel)
    {
        var batch = Id<CreditTokenBatch>.New();
        var minted = new List<MintedCreditTokenResponse>(request.Count);
        for (var i = 0; i < request.Count; i++)
        {
            var token = CreditToken.Mint(request.Credits, request.Note, batch, request.ExpiresAt, clock.Now, out var text);
            db.CreditTokens.Add(token);
            audit.Log("credit_token.minted", token.Id);
            minted.Add(new MintedCreditTokenResponse { CreditToken = CreditTokenResponse.From(token, clock.Now), Token = text });
        }

        await db.SaveChangesAsync(cancel);
        return TypedResults.Created($"/v1/platform/credit-tokens?batchId={batch}", new MintedCreditTokensResponse { BatchId = batch, Tokens = minted });
    }
}
