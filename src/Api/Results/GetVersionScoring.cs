using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Results;

/// <summary>How a version is scored now.</summary>
public sealed record VersionScoringResponse
{
    /// <summary>The number of the last correction; 0 where there is none.</summary>
    public required int Number { get; init; }

    public required int CutScore { get; init; }

    /// <summary>Absent: results have no scale score.</summary>
    public ConversionTable? ConversionTable { get; init; }

    /// <summary>The corrections in force, the first applied first.</summary>
    public required IReadOnlyList<Id<Correction>> Corrections { get; init; }
}

/// <summary>The cut score and the conversion table of a published version as they are now, with the corrections in force.</summary>
internal sealed class GetVersionScoring : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tests/{testId}/versions/{versionId}/scoring", Handle)
        .Requires(Permission.CorrectionsWrite)
        .Fails(HttpErrors.NotFound, CorrectionErrors.NotPublished);

    private static async Task<VersionScoringResponse> Handle(Id<Test> testId, Id<TestVersion> versionId, AppDb db, VersionScorings scorings, CancellationToken cancel)
    {
        var version = await db.OwnVersions(testId).Where(version => version.Id == versionId).RequireAsync(cancel);
        if (version.State == VersionState.Draft)
        {
            throw new DomainException(CorrectionErrors.NotPublished);
        }

        var scoring = await scorings.LoadAsync(version, upTo: null, cancel);
        return new VersionScoringResponse
        {
            Number = scoring.Number,
            CutScore = scoring.CutScore,
            ConversionTable = scoring.ConversionTable,
            Corrections = [.. scoring.InForce.Select(correction => correction.Id)],
        };
    }
}
