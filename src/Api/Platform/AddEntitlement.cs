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

    /// <summary>One test of that publisher; absent: all of them.</summary>
    public Id<Test>? TestId { get; init; }
}

public sealed record EntitlementResponse
{
    public required Id<Entitlement> Id { get; init; }

    public required Id<Organisation> PublisherId { get; init; }

    public Id<Test>? TestId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal static EntitlementResponse From(Entitlement entitlement) => new()
    {
        Id = entitlement.Id,
        PublisherId = entitlement.PublisherId,
        TestId = entitlement.TestId,
        CreatedAt = entitlement.CreatedAt,
    };
}

internal sealed class AddEntitlement : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/organisations/{organisationId}/entitlements", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid);

    private static Task<Created<EntitlementResponse>> Handle(
        Id<Organisation> organisationId, AddEntitlementRequest request, AppDb db, Audit audit, Clock clock, CancellationToken cancel) =>
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

                await db.EnterAsync(organisationId, cancel);
                await db.Organisations.RequireAsync(cancel);
                var entitlement = Entitlement.Grant(request.PublisherId, request.TestId, clock.Now);
                db.Entitlements.Add(entitlement);
                audit.Log("entitlement.granted", entitlement.Id);
                await db.SaveChangesAsync(cancel);
                return TypedResults.Created($"/v1/platform/organisations/{organisationId}/entitlements", EntitlementResponse.From(entitlement));
            },
            cancel);
}
