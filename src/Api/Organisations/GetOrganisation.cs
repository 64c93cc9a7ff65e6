using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Organisations;

public sealed record OrganisationResponse
{
    public required Id<Organisation> Id { get; init; }

    public required string Name { get; init; }

    public required bool Sandbox { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal static OrganisationResponse From(Organisation organisation) => new()
    {
        Id = organisation.Id,
        Name = organisation.Name,
        Sandbox = organisation.Sandbox,
        CreatedAt = organisation.CreatedAt,
    };
}

internal sealed class GetOrganisation : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/organisation", Handle)
        .Requires(Permission.OrganisationRead);

    private static async Task<OrganisationResponse> Handle(AppDb db, CancellationToken cancel) =>
        OrganisationResponse.From(await db.Organisations.RequireAsync(cancel));
}
