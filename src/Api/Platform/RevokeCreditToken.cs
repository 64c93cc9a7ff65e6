using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Platform;

public sealed record RevocationRequest
{
    /// <summary>Why, for the books.</summary>
    [Required, StringLength(500, MinimumLength = 1)]
    public required string Reason { get; init; }
}

/// <summary>Takes a token out of circulation that nobody has redeemed yet. Again: nothing changes.</summary>
internal sealed class RevokeCreditToken : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/credit-tokens/{tokenId}/revocation", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound, CreditErrors.TokenUsed);

    private static Task<CreditTokenResponse> Handle(
        Id<CreditToken> tokenId, RevocationRequest request, AppDb db, Audit audit, Clock clock, CancellationToken cancel) => db.InTransactionAsync(
        async () =>
        {
            // Held, or it could be redeemed in the same moment.
            var token = await db.CreditTokens
                .FromSql($"SELECT * FROM credit_tokens WHERE tenant_id = {db.TenantId.Value} AND id = {tokenId.Value} FOR UPDATE").RequireAsync(cancel);
            token.Revoke(request.Reason, clock.Now);
            audit.Log("credit_token.revoked", token.Id);
            await db.SaveChangesAsync(cancel);
            return CreditTokenResponse.From(token, clock.Now);
        },
        cancel);
}
