using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Catalogue;

/// <summary>Deletes a draft. Its number is not given again while there is a later one.</summary>
internal sealed class DeleteTestVersion : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/tests/{testId}/versions/{versionId}", Handle)
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, CatalogueErrors.NotADraft);

    private static Task<NoContent> Handle(
        Id<Test> testId, Id<TestVersion> versionId, HttpContext http, AppDb db, Audit audit, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var (_, version) = await db.HoldVersionAsync(testId, versionId, cancel);
                http.CheckIfMatch(db, version);
                version.RequireDraft();
                await db.ShowMediaAsync(versionId, [], cancel);
                db.TestVersions.Remove(version);
                audit.Log("test_version.deleted", versionId);
                await db.SaveChangesAsync(cancel);
                return TypedResults.NoContent();
            },
            cancel);
}
