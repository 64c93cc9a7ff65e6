using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Platform;

public sealed record AddEntitlementRequest
{
    /// <summary>The organisation whose tests may be used.</summary>
    public required Id<Organisation> PublisherId { get; init; }

    /// <summary>One test of that publisher; absent: those of the field, or all of them.</summary>
    public Id<Test>? TestId { get; init; }

    /// <summary>A field of study of that publisher's tests, those to come included; not together with a test.</summary>
    [StringLength(FieldOfStudy.MaxLength), RegularExpression(FieldOfStudy.Pattern)]
    public string? Field { get; init; }
}

public sealed record EntitlementResponse
{
    public required Id<Entitlement> Id { get; init; }

    public required Id<Organisation> PublisherId { get; init; }

    public Id<Test>? TestId { get; init; }

    public string? Field { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when nobody can be invited any more; absent: it is in force.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    internal static EntitlementResponse From(Entitlement entitlement) => new()
    {
        Id = entitlement.Id,
        PublisherId = entitlement.PublisherId,
        TestId = entitlement.TestId,
        Field = entitlement.Field,
        CreatedAt = entitlement.CreatedAt,
        RevokedAt = entitlement.RevokedAt,
    };
}

/// <summary>Lets an organisation use a publisher's tests. Granted again, the same right is in force again.</summary>
internal sealed class AddEntitlement : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/organisations/{organisationId}/entitlements", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid, LicensingErrors.EntitlementOfTwoKinds);

    private static Task<Created<EntitlementResponse>> Handle(
        Id<Organisation> organisationId, AddEntitlementRequest request, AppDb db, Caller caller, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                await db.EnterAsync(request.PublisherId, cancel);
                if (!await db.Organisations.AnyAsync(cancel))
                {
                    throw HttpErrors.References(["/publisherId"]);
                }

                if (request.TestId is { } test && !await db.Tests.AnyAsync(t => t.Id == test && t.TenantId == request.PublisherId, cancel))
                {
                    throw HttpErrors.References(["/testId"]);
                }

                if (request.Field is { } field && !await db.Tests.AnyAsync(t => t.TenantId == request.PublisherId && t.Field == field, cancel))
                {
                    throw HttpErrors.References(["/field"]);
                }

                await db.EnterAsync(organisationId, caller, cancel);
                var entitlement = await db.Entitlements.SingleOrDefaultAsync(
                    known => known.PublisherId == request.PublisherId && known.TestId == request.TestId && known.Field == request.Field, cancel)
                    ?? db.Entitlements.Add(Entitlement.Grant(request.PublisherId, request.TestId, request.Field, clock.Now)).Entity;
                entitlement.Reinstate();
                audit.Log("entitlement.granted", entitlement.Id);
                await db.SaveChangesAsync(cancel);
                return TypedResults.Created($"/v1/platform/organisations/{organisationId}/entitlements", EntitlementResponse.From(entitlement));
            },
            cancel);
}
