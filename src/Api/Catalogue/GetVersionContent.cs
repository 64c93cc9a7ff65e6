using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Catalogue;

/// <summary>All that a version asks, with its keys and rubrics: for its author, and for nobody else (N art. 2.3, annex 5).</summary>
internal sealed class GetVersionContent : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tests/{testId}/versions/{versionId}/content", Handle)
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.NotFound);

    private static async Task<TestContent> Handle(Id<Test> testId, Id<TestVersion> versionId, HttpContext http, AppDb db, CancellationToken cancel)
    {
        var version = await db.OwnVersions(testId).Where(version => version.Id == versionId).RequireAsync(cancel);
        http.SetETag(db, version);
        return version.Content;
    }
}
