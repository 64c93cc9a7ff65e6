using Cesuur.Api.Http;
using Cesuur.Api.People;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Catalogue;

/// <summary>Deletes a manual of a test of the organisation's own.</summary>
internal sealed class DeleteManual : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/tests/{testId}/manuals/{manualId}", Handle)
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.NotFound);

    private static async Task<NoContent> Handle(
        Id<Test> testId, Id<Manual> manualId, AppDb db, Audit audit, Clock clock, CancellationToken cancel)
    {
        var manual = await db.Manuals
            .Where(manual => manual.Id == manualId && manual.TestId == testId && manual.TenantId == db.TenantId).RequireAsync(cancel);
        db.Manuals.Remove(manual);
        db.Enqueue(EraseFilesJob.Kind, new EraseFilesArguments([manual.FileKey]), clock.Real);
        audit.Log("manual.deleted", manual.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }
}
