using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Catalogue;

/// <summary>
/// Publishes a draft, which never changes from then on, or refuses with everything that stands in the way. Sittings
/// begin with the published version that has the highest number, and keep the one they began with.
/// </summary>
internal sealed class PublishVersion : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tests/{testId}/versions/{versionId}/publication", Handle)
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, CatalogueErrors.NotADraft, CatalogueErrors.NotPublishable);

    private static async Task<TestVersionResponse> Handle(
        Id<Test> testId, Id<TestVersion> versionId, AppDb db, VersionChange change, Clock clock, CancellationToken cancel) =>
        TestVersionResponse.From(await change.MakeAsync(
            testId, versionId, "test_version.published",
            async held =>
            {
                var media = await db.MediaOfAsync(held.Version.Content, cancel);
                held.Version.Publish(held.Test, media, ContentHash.Of(held.Version), clock.Now);
            },
            cancel));
}
