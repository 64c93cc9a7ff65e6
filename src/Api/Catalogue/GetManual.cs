using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

/// <summary>A manual itself, as PDF. The general rating model is given to who has <c>ratings:write</c> or <c>tests:write</c>.</summary>
internal sealed class GetManual : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tests/{testId}/manuals/{manualId}", Handle)
        .Requires(Permission.TestsRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<FileStreamHttpResult> Handle(
        Id<Test> testId, Id<Manual> manualId, AppDb db, Caller caller, IFileStore files, CancellationToken cancel)
    {
        await db.Tests.AsNoTracking().Where(test => test.Id == testId).RequireAsync(cancel);
        var manual = await db.ManualsOf(testId, caller).AsNoTracking().Where(manual => manual.Id == manualId).RequireAsync(cancel);
        return TypedResults.Stream(await files.OpenAsync(manual.FileKey, cancel), DocumentContent.Pdf, $"{manualId}.pdf", enableRangeProcessing: true);
    }
}
