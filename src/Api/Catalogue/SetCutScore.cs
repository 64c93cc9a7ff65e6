using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Catalogue;

public sealed record SetCutScoreRequest
{
    /// <summary>The smallest number of points that passes; absent: none is set yet.</summary>
    [Range(1, 1_000_000)]
    public int? CutScore { get; init; }
}

/// <summary>Sets a draft's cut score. After publication it changes by a correction that a second person decides on (N art. 5–6; P).</summary>
internal sealed class SetCutScore : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/tests/{testId}/versions/{versionId}/cut-score", Handle)
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, CatalogueErrors.NotADraft, HttpErrors.Invalid);

    private static async Task<TestVersionResponse> Handle(
        Id<Test> testId, Id<TestVersion> versionId, SetCutScoreRequest request, VersionChange change, CancellationToken cancel) =>
        TestVersionResponse.From(await change.MakeAsync(
            testId, versionId, "test_version.cut_score_set", version => version.SetCutScore(request.CutScore), cancel));
}
