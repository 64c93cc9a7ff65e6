using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Partners;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Partners;

public sealed record CreatePartnerKeyRequest
{
    /// <summary>Absent: the key does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

public sealed record PartnerKeyResponse
{
    public required Id<PartnerKey> Id { get; init; }

    /// <summary>The last four characters of the key.</summary>
    public required string Hint { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    internal static PartnerKeyResponse From(PartnerKey key) => new()
    {
        Id = key.Id,
        Hint = key.Hint,
        CreatedAt = key.CreatedAt,
        ExpiresAt = key.ExpiresAt,
        RevokedAt = key.RevokedAt,
    };
}

public sealed record CreatedPartnerKeyResponse
{
    public required PartnerKeyResponse PartnerKey { get; init; }

    /// <summary>The key itself, for <c>Authorization: Bearer</c>. Shown once.</summary>
    public required string Key { get; init; }
}

/// <summary>Another key beside those that the partner has, which stay valid until they are revoked.</summary>
internal sealed class CreatePartnerKey : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/partners/{partnerId}/keys", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound);

    private static async Task<Created<CreatedPartnerKeyResponse>> Handle(
        Id<Partner> partnerId, CreatePartnerKeyRequest request, AppDb db, Audit audit, Clock clock, CancellationToken cancel)
    {
        var partner = await db.Partners.Where(partner => partner.Id == partnerId).RequireAsync(cancel);
        var secret = Secret.Create(PartnerKey.Prefix, db.TenantId.Value);
        var key = PartnerKey.Create(partner.Id, secret, request.ExpiresAt, clock.Now);
        db.PartnerKeys.Add(key);
        audit.Log("partner_key.created", key.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.Created(
            $"/v1/platform/partners/{partnerId}/keys", new CreatedPartnerKeyResponse { PartnerKey = PartnerKeyResponse.From(key), Key = secret });
    }
}
