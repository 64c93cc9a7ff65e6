using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Catalogue;

public sealed record SetConversionTableRequest
{
    /// <summary>In ascending order of points, the first at 0; absent or empty: results have no scale score.</summary>
    [MaxLength(10_000)]
    public IReadOnlyList<ConversionRow>? Rows { get; init; }
}

/// <summary>Sets a draft's table from points to scale scores, of which 500 passes (N). After publication it changes by a correction.</summary>
internal sealed class SetConversionTable : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/tests/{testId}/versions/{versionId}/conversion-table", Handle)
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, CatalogueErrors.NotADraft, HttpErrors.Invalid);

    private static async Task<TestVersionResponse> Handle(
        Id<Test> testId, Id<TestVersion> versionId, SetConversionTableRequest request, VersionChange change, CancellationToken cancel) =>
        TestVersionResponse.From(await change.MakeAsync(
            testId, versionId, "test_version.conversion_table_set",
            version => version.SetConversionTable(request.Rows is { Count: > 0 } rows ? new ConversionTable { Rows = rows } : null),
            cancel));
}
