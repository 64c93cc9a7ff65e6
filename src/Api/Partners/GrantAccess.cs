using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Api.Organisations;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Partners;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Licensing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Partners;

public sealed record GrantAccessRequest
{
    /// <summary>The partner tells it; the answer shows whose it is.</summary>
    public required Id<Partner> PartnerId { get; init; }

    /// <summary>What the partner may do; at most what the caller may, and never <c>keys:write</c> or <c>partners:write</c>.</summary>
    [Length(1, 50)]
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The partner then sees this department alone, and does no more than a department admin. Absent: the caller's own, or none.</summary>
    public Id<Department>? DepartmentId { get; init; }
}

public sealed record PartnerGrantResponse
{
    public required Id<PartnerGrant> Id { get; init; }

    public required Id<Partner> PartnerId { get; init; }

    /// <summary>As the partner was called when access was granted.</summary>
    public required string PartnerName { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public Id<Department>? DepartmentId { get; init; }

    /// <summary>The fields of study whose tests the partner sees: those of the user who granted it. Absent: every test.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when the partner has no access by it; absent: it has.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    internal static PartnerGrantResponse From(PartnerGrant grant) => new()
    {
        Id = grant.Id,
        PartnerId = grant.PartnerId,
        PartnerName = grant.PartnerName,
        Scopes = grant.Scopes,
        DepartmentId = grant.DepartmentId,
        Fields = grant.Fields,
        CreatedAt = grant.CreatedAt,
        WithdrawnAt = grant.WithdrawnAt,
    };
}

/// <summary>Lets a partner work for the organisation, until it is withdrawn. A partner has one grant of an organisation at a time.</summary>
internal sealed class GrantAccess : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/partner-grants", Handle)
        .Requires(Permission.PartnersWrite)
        .Fails(PartnerErrors.AlreadyGranted, HttpErrors.Invalid);

    private static Task<Created<PartnerGrantResponse>> Handle(
        GrantAccessRequest request, AppDb db, OperatorOrganisation platform, Caller caller, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var department = await db.PlaceAsync(request.DepartmentId, cancel);
                var scopes = caller.RequireGrantable(request.Scopes, department, never: PartnerGrant.NeverGranted);
                var organisation = db.TenantId;
                await db.EnterAsync(await platform.IdAsync(cancel), cancel);
                var partner = await db.Partners.AsNoTracking().SingleOrDefaultAsync(partner => partner.Id == request.PartnerId, cancel)
                    ?? throw HttpErrors.References(["/partnerId"]);

                await db.EnterAsync(organisation, cancel);
                var grant = PartnerGrant.Create(partner, scopes, department, db.Reach.Fields, clock.Now);
                db.PartnerGrants.Add(grant);
                audit.Log("partner_grant.created", grant.Id);
                await db.SaveChangesAsync(cancel);
                return TypedResults.Created("/v1/partner-grants", PartnerGrantResponse.From(grant));
            },
            cancel);
}
