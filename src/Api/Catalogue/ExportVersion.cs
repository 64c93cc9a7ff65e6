using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Cesuur.Infrastructure.Qti;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

/// <summary>
/// A version as a QTI 3.0 content package, with keys, rubrics and files: for whoever writes tests. Importing it gives the
/// same content again.
/// </summary>
internal sealed class ExportVersion : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tests/{testId}/versions/{versionId}/qti", Handle)
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.NotFound);

    private static async Task<FileStreamHttpResult> Handle(Id<Test> testId, Id<TestVersion> versionId, AppDb db, IFileStore files, CancellationToken cancel)
    {
        var test = await db.Tests.AsNoTracking().Where(test => test.Id == testId && test.TenantId == db.TenantId).RequireAsync(cancel);
        var version = await db.TestVersions.AsNoTracking().Where(version => version.Id == versionId && version.TestId == testId).RequireAsync(cancel);
        var used = ContentFiles.Of(version.Content).ToList();
        var media = await db.Media.AsNoTracking().Where(media => used.Contains(media.Id)).ToDictionaryAsync(media => media.Id, cancel);

        // Whole before the first byte is sent: a file that is missing is then an error and not half a package.
        var package = LocalFile.CreateTemporary();
        try
        {
            await PackageWriter.WriteAsync(test, version, media, (file, ended) => files.OpenAsync(file.FileKey, ended), package, cancel);
            package.Position = 0;
            return TypedResults.File(package, "application/zip", $"{test.Id}-{version.Number}.zip");
        }
        catch
        {
            await package.DisposeAsync();
            throw;
        }
    }
}
