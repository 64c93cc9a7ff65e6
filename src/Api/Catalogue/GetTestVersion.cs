using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

/// <summary>A version without what it asks. Drafts are seen by their publisher only.</summary>
internal sealed class GetTestVersion : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tests/{testId}/versions/{versionId}", Handle)
        .Requires(Permission.TestsRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<TestVersionResponse> Handle(
        Id<Test> testId, Id<TestVersion> versionId, HttpContext http, AppDb db, CancellationToken cancel)
    {
        var versions = db.TestVersions.Where(version => version.Id == versionId && version.TestId == testId && db.Tests.Any(test => test.Id == testId));
        http.SetETag(await versions.Select(version => EF.Property<uint>(version, "xmin")).SingleOrDefaultAsync(cancel)); // first, so that a change in between makes it stale
        return await versions.Select(TestVersionResponse.Projection).RequireAsync(cancel);
    }
}
