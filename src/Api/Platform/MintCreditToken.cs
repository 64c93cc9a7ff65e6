using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Platform;

public sealed record MintCreditTokenRequest
{
    /// <summary>How many credits the token is worth.</summary>
    [Range(1, 1_000_000)]
    public required int Credits { get; init; }

    /// <summary>For the operator's own administration, such as an invoice number.</summary>
    [StringLength(500)]
    public string? Note { get; init; }

    /// <summary>After this it cannot be redeemed; absent: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

public sealed record CreditTokenResponse
{
    public required Id<CreditToken> Id { get; init; }

    public required int Credits { get; init; }

    /// <summary>The last four characters of the token.</summary>
    public required string Hint { get; init; }

    public string? Note { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RedeemedAt { get; init; }

    internal static CreditTokenResponse From(CreditToken token) => new()
    {
        Id = token.Id,
        Credits = token.Credits,
        Hint = token.Hint,
        Note = token.Note,
        CreatedAt = token.CreatedAt,
        ExpiresAt = token.ExpiresAt,
        RedeemedAt = token.RedeemedAt,
    };
}

public sealed record MintedCreditTokenResponse
{
    public required CreditTokenResponse CreditToken { get; init; }

    /// <summary>What the buyer types. Shown once.</summary>
    public required string Token { get; init; }
}

internal sealed class MintCreditToken : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/credit-tokens", Handle)
        .Requires(Permission.Platform);

    private static async Task<Created<MintedCreditTokenResponse>> Handle(
        MintCreditTokenRequest request, AppDb db, Audit audit, Clock clock, CancellationToken cancel)
    {
        var token = CreditToken.Mint(request.Credits, request.Note, request.ExpiresAt, clock.Now, out var text);
        db.CreditTokens.Add(token);
        audit.Log("credit_token.minted", token.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.Created(
            "/v1/platform/credit-tokens", new MintedCreditTokenResponse { CreditToken = CreditTokenResponse.From(token), Token = text });
    }
}
