using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

public sealed record TestVersionResponse
{
    public required Id<TestVersion> Id { get; init; }

    public required int Number { get; init; }

    public required VersionState State { get; init; }

    public required int DurationSeconds { get; init; }

    public required bool CanFinishEarly { get; init; }

    public required int CutScore { get; init; }

    public required decimal MaxPoints { get; init; }

    public required ResultPolicy ResultPolicy { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }
}

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

    private static async Task<TestDetailResponse> Handle(Id<Test> testId, AppDb db, CancellationToken cancel)
    {
        var test = await db.Tests.AsNoTracking().Where(test => test.Id == testId).RequireAsync(cancel);
        var version = await db.TestVersions
            .Where(version => version.TestId == testId && version.State == VersionState.Published)
            .OrderByDescending(version => version.Number)
            .Select(version => new TestVersionResponse
            {
                Id = version.Id,
                Number = version.Number,
                State = version.State,
                DurationSeconds = version.DurationSeconds!.Value,
                CanFinishEarly = version.CanFinishEarly,
                CutScore = version.CutScore!.Value,
                MaxPoints = version.MaxPoints,
                ResultPolicy = version.ResultPolicy,
                PublishedAt = version.PublishedAt,
            })
            .FirstOrDefaultAsync(cancel);
        return new TestDetailResponse { Test = TestResponse.From(test), CurrentVersion = version };
    }
}
