using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Partners;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Partners;

public sealed record CreatePartnerRequest
{
    /// <summary>As organisations read it beside what they granted.</summary>
    [Required, StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }
}

public sealed record PartnerResponse
{
    /// <summary>The partner tells it to the organisations that are to grant it access.</summary>
    public required Id<Partner> Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal static PartnerResponse From(Partner partner) => new()
    {
        Id = partner.Id,
        Name = partner.Name,
        CreatedAt = partner.CreatedAt,
    };
}

public sealed record CreatedPartnerResponse
{
    public required PartnerResponse Partner { get; init; }

    public required PartnerKeyResponse PartnerKey { get; init; }

    /// <summary>The partner's first key, for <c>Authorization: Bearer</c>. Shown once.</summary>
    public required string Key { get; init; }
}

/// <summary>Lets in somebody whose software works for organisations, such as the vendor of an LMS, with a first key.</summary>
internal sealed class CreatePartner : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/partners", Handle)
        .Requires(Permission.Platform);

    private static async Task<Created<CreatedPartnerResponse>> Handle(
        CreatePartnerRequest request, AppDb db, Audit audit, Clock clock, CancellationToken cancel)
    {
        var partner = Partner.Create(request.Name, clock.Now);
        var secret = Secret.Create(PartnerKey.Prefix, db.TenantId.Value);
        var key = PartnerKey.Create(partner.Id, secret, expiresAt: null, clock.Now);
        db.Partners.Add(partner);
        db.PartnerKeys.Add(key);
        audit.Log("partner.created", partner.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.Created("/v1/platform/partners", new CreatedPartnerResponse
        {
            Partner = PartnerResponse.From(partner),
            PartnerKey = PartnerKeyResponse.From(key),
            Key = secret,
        });
    }
}
