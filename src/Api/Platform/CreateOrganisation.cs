using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Api.Organisations;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Platform;

public sealed record CreateOrganisationRequest
{
    [Required, StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>The kind of the licence that starts now, for a year; absent: none yet.</summary>
    public LicenceKind? Licence { get; init; }

    /// <summary>Free credits, simulated payments and a clock of its own, for integrators.</summary>
    public bool Sandbox { get; init; }
}

public sealed record CreatedOrganisationResponse
{
    public required OrganisationResponse Organisation { get; init; }

    public LicenceResponse? Licence { get; init; }

    /// <summary>The organisation's first key, with every scope. Shown once.</summary>
    public required string ApiKey { get; init; }
}

internal sealed class CreateOrganisation : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/organisations", Handle)
        .Requires(Permission.Platform);

    private static Task<Created<CreatedOrganisationResponse>> Handle(
        CreateOrganisationRequest request, AppDb db, NewOrganisations organisations, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var (organisation, licence) = await organisations.CreateAsync(request.Name, request.Licence, request.Sandbox, cancel);
                var key = Secret.Create(request.Sandbox ? ApiKey.TestPrefix : ApiKey.LivePrefix, organisation.Id.Value);
                db.ApiKeys.Add(ApiKey.Create("First key", key, Permission.All, department: null, expiresAt: null, clock.Now));
                await db.SaveChangesAsync(cancel);
                return TypedResults.Created($"/v1/platform/organisations/{organisation.Id}", new CreatedOrganisationResponse
                {
                    Organisation = OrganisationResponse.From(organisation),
                    Licence = licence is null ? null : LicenceResponse.From(licence, clock.Now),
                    ApiKey = key,
                });
            },
            cancel);
}
