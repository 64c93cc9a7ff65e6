using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

/// <summary>Deletes a test of which no version was ever published, so that nobody was invited to it; its drafts go along. Its manuals are deleted before.</summary>
internal sealed class DeleteTest : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/tests/{testId}", Handle)
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, CatalogueErrors.TestInUse);

    private static Task<NoContent> Handle(Id<Test> testId, HttpContext http, AppDb db, Audit audit, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var test = await db.HoldTestAsync(testId, cancel);
                http.CheckIfMatch(db, test);
                if (await db.WasPublishedAsync(testId, cancel)
                    || await db.Manuals.AnyAsync(manual => manual.TestId == testId, cancel)
                    || await db.DepartmentTestPrices.AnyAsync(price => price.TestId == testId, cancel))
                {
                    throw new DomainException(CatalogueErrors.TestInUse);
                }

                await db.VersionMedia.Where(use => db.OwnVersions(testId).Any(version => version.Id == use.VersionId)).ExecuteDeleteAsync(cancel);
                await db.OwnVersions(testId).ExecuteDeleteAsync(cancel);
                db.Tests.Remove(test);
                audit.Log("test.deleted", test.Id);
                await db.SaveChangesAsync(cancel);
                return TypedResults.NoContent();
            },
            cancel);
}
