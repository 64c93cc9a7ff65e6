using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

public sealed record TestDetailResponse
{
    public required TestResponse Test { get; init; }

    /// <summary>The version that a sitting begins with now; absent when none is published.</summary>
    public TestVersionResponse? CurrentVersion { get; init; }
}

internal sealed class GetTest : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tests/{testId}", Handle)
        .Requires(Permission.TestsRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<TestDetailResponse> Handle(Id<Test> testId, HttpContext http, AppDb db, CancellationToken cancel)
    {
        var test = await db.Tests.Where(test => test.Id == testId).RequireAsync(cancel);
        var version = await db.TestVersions
            .Where(version => version.TestId == testId && version.State == VersionState.Published)
            .OrderByDescending(version => version.Number)
            .Select(TestVersionResponse.Projection)
            .FirstOrDefaultAsync(cancel);
        http.SetETag(db, test);
        return new TestDetailResponse { Test = TestResponse.From(test), CurrentVersion = version };
    }
}
