using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Catalogue;

/// <summary>No sitting begins with the version any more; those that did go on, and are rated.</summary>
internal sealed class RetireVersion : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tests/{testId}/versions/{versionId}/retirement", Handle)
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, CatalogueErrors.NotPublished);

    private static async Task<TestVersionResponse> Handle(
        Id<Test> testId, Id<TestVersion> versionId, VersionChange change, Clock clock, CancellationToken cancel) =>
        TestVersionResponse.From(await change.MakeAsync(testId, versionId, "test_version.retired", version => version.Retire(clock.Now), cancel));
}
