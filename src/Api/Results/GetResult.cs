using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Results;

/// <summary>A result as it stands: its last version.</summary>
public sealed record ResultResponse
{
    public required Id<Result> Id { get; init; }

    public required Id<Sitting> SittingId { get; init; }

    public required Id<Candidate> CandidateId { get; init; }

    public required Id<Test> TestId { get; init; }

    public required Id<TestVersion> VersionId { get; init; }

    /// <summary>1 for the first grading; a revision has the next.</summary>
    public required int Number { get; init; }

    public required decimal Points { get; init; }

    public required decimal MaxPoints { get; init; }

    public required int CutScore { get; init; }

    /// <summary>By the version's conversion table, 500 or more passing (N); absent where it has none.</summary>
    public int? ScaleScore { get; init; }

    public required Outcome Outcome { get; init; }

    /// <summary>1.0 to 10.0, where the test's result policy is <c>mark</c>.</summary>
    public decimal? Mark { get; init; }

    /// <summary>Where the test's result policy is <c>cefr_level</c> and it was passed.</summary>
    public Level? Level { get; init; }

    public required DateTimeOffset GradedAt { get; init; }

    /// <summary>Since when others than the board see it; absent, and only the board does: it has not been established (R art. 12).</summary>
    public DateTimeOffset? EstablishedAt { get; init; }

    internal static ResultResponse From(Result result, ResultVersion version) => new()
    {
        Id = result.Id,
        SittingId = result.SittingId,
        CandidateId = result.CandidateId,
        TestId = result.TestId,
        VersionId = result.VersionId,
        Number = version.Number,
        Points = version.Points,
        MaxPoints = version.MaxPoints,
        CutScore = version.CutScore,
        ScaleScore = version.ScaleScore,
        Outcome = version.Outcome,
        Mark = version.Mark,
        Level = version.Level,
        GradedAt = version.GradedAt,
        EstablishedAt = result.EstablishedAt,
    };
}

public sealed record ItemResultResponse
{
    public required Id<Item> ItemId { get; init; }

    public required decimal Points { get; init; }

    public required decimal MaxPoints { get; init; }
}

public sealed record ResultVersionResponse
{
    public required int Number { get; init; }

    public required decimal Points { get; init; }

    public required decimal MaxPoints { get; init; }

    public required int CutScore { get; init; }

    public int? ScaleScore { get; init; }

    public required Outcome Outcome { get; init; }

    public decimal? Mark { get; init; }

    public Level? Level { get; init; }

    public required DateTimeOffset GradedAt { get; init; }

    /// <summary>What each item counts.</summary>
    public required IReadOnlyList<ItemResultResponse> Items { get; init; }
}

public sealed record ResultDetailResponse
{
    public required ResultResponse Result { get; init; }

    /// <summary>Every grading, the last one first.</summary>
    public required IReadOnlyList<ResultVersionResponse> Versions { get; init; }

    /// <param name="result">Which.</param>
    /// <param name="versions">Its versions, the last one first.</param>
    internal static ResultDetailResponse From(Result result, IReadOnlyList<ResultVersion> versions) => new()
    {
        Result = ResultResponse.From(result, versions[0]),
        Versions =
        [
            .. versions.Select(version => new ResultVersionResponse
            {
                Number = version.Number,
                Points = version.Points,
                MaxPoints = version.MaxPoints,
                CutScore = version.CutScore,
                ScaleScore = version.ScaleScore,
                Outcome = version.Outcome,
                Mark = version.Mark,
                Level = version.Level,
                GradedAt = version.GradedAt,
                Items = [.. version.Items.Select(item => new ItemResultResponse { ItemId = item.ItemId, Points = item.Points, MaxPoints = item.MaxPoints })],
            }),
        ],
    };
}

internal sealed class GetResult : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/results/{resultId}", Handle)
        .Requires(Permission.ResultsRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<ResultDetailResponse> Handle(Id<Result> resultId, HttpContext http, AppDb db, CancellationToken cancel)
    {
        var result = await db.Results.Where(result => result.Id == resultId).RequireAsync(cancel);
        var versions = await db.ResultVersions.AsNoTracking()
            .Where(version => version.ResultId == resultId).OrderByDescending(version => version.Number).ToListAsync(cancel);
        http.SetETag(db, result);
        return ResultDetailResponse.From(result, versions);
    }
}
