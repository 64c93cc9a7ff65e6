using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

/// <summary>The versions of a test, without what they ask. Drafts are seen by their publisher only.</summary>
internal sealed class ListTestVersions : IEndpoint
{
    private static readonly Sorting<TestVersion> Sorting = new(Sorting<TestVersion>.By("number", version => version.Number));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tests/{testId}/versions", Handle)
        .Requires(Permission.TestsRead)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static async Task<Page<TestVersionResponse>> Handle(
        Id<Test> testId, [AsParameters] PageRequest page, string? state, AppDb db, CancellationToken cancel)
    {
        var test = await db.Tests.AsNoTracking().Where(test => test.Id == testId).RequireAsync(cancel);
        var versions = db.TestVersions.Where(version => version.TenantId == test.TenantId && version.TestId == testId);
        if (Filters.Enum<VersionState>("state", state) is { } wanted)
        {
            versions = versions.Where(version => version.State == wanted);
        }

        return await Sorting.ProjectAsync(versions, page, TestVersionResponse.Projection, cancel);
    }
}
