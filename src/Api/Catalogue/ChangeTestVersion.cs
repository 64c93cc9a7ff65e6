using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Catalogue;

/// <summary>Changes a draft's settings: its time, its result and its policies.</summary>
internal sealed class ChangeTestVersion : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/tests/{testId}/versions/{versionId}", Handle)
        .AcceptsPatchOf<VersionSettingsRequest>()
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, CatalogueErrors.NotADraft, HttpErrors.Invalid);

    private static async Task<TestVersionResponse> Handle(
        Id<Test> testId, Id<TestVersion> versionId, JsonElement patch, VersionChange change, MergePatch merge, CancellationToken cancel) =>
        TestVersionResponse.From(await change.MakeAsync(
            testId, versionId, "test_version.changed",
            version => version.Set(merge.Apply(VersionSettingsRequest.From(version.Settings), patch).ToSettings()),
            cancel));
}
