using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

/// <summary>Something that keeps a version from being published.</summary>
public sealed record ObstacleResponse
{
    /// <summary>Where, as a JSON Pointer into the version: <c>/content/sections/0/items/2/key</c>, <c>/cutScore</c>.</summary>
    public required string Pointer { get; init; }

    /// <summary>A word in snake_case that never changes.</summary>
    public required string Code { get; init; }

    public required string Detail { get; init; }
}

public sealed record PublicationCheckResponse
{
    /// <summary>Whether nothing stands in the way.</summary>
    public required bool Publishable { get; init; }

    /// <summary>All there are, so that an author mends a test in one round.</summary>
    public required IReadOnlyList<ObstacleResponse> Obstacles { get; init; }
}

/// <summary>What publishing a draft would come up against, without publishing it.</summary>
internal sealed class CheckPublication : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tests/{testId}/versions/{versionId}/publication", Handle)
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.NotFound, CatalogueErrors.NotADraft);

    private static async Task<PublicationCheckResponse> Handle(Id<Test> testId, Id<TestVersion> versionId, AppDb db, CancellationToken cancel)
    {
        var test = await db.OwnTests().AsNoTracking().Where(test => test.Id == testId).RequireAsync(cancel);
        var version = await db.OwnVersions(testId).AsNoTracking().Where(version => version.Id == versionId).RequireAsync(cancel);
        version.RequireDraft();
        var obstacles = version.Obstacles(test, await db.MediaOfAsync(version.Content, cancel));
        return new PublicationCheckResponse
        {
            Publishable = obstacles.Count == 0,
            Obstacles = [.. obstacles.Select(obstacle => new ObstacleResponse { Pointer = obstacle.Pointer, Code = obstacle.Code, Detail = obstacle.Detail })],
        };
    }
}
