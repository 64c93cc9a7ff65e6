using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Mvc;

namespace Cesuur.Api.Catalogue;

/// <summary>
/// Replaces what a draft asks. It may be as unfinished as it likes; what keeps it from being published is listed by
/// <c>GET …/publication</c>. Items that come without an id are given one.
/// </summary>
internal sealed class WriteVersionContent : IEndpoint
{
    /// <summary>Bytes.</summary>
    private const int MaxSize = 8 * 1024 * 1024;

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/tests/{testId}/versions/{versionId}/content", Handle)
        .Requires(Permission.TestsWrite)
        .WithMetadata(new RequestSizeLimitAttribute(MaxSize))
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, CatalogueErrors.NotADraft, HttpErrors.Invalid, HttpErrors.BodyTooLarge);

    private static async Task<TestContent> Handle(
        Id<Test> testId, Id<TestVersion> versionId, TestContent content, AppDb db, VersionChange change, Clock clock, CancellationToken cancel)
    {
        if (DraftCheck.Of(content) is { Count: > 0 } wrong)
        {
            throw new DomainException(HttpErrors.Invalid, errors: wrong);
        }

        var version = await change.MakeAsync(
            testId, versionId, "test_version.content_written",
            async held =>
            {
                held.Version.Write(content, clock.Now);
                var media = await db.MediaOfAsync(content, cancel);
                var missing = ContentFiles.Places(content).Where(place => !media.ContainsKey(place.Id)).Select(place => place.Pointer).Distinct().ToList();
                if (missing.Count > 0)
                {
                    throw HttpErrors.References(missing);
                }

                await db.ShowMediaAsync(versionId, media.Keys, cancel);
            },
            cancel);
        return version.Content;
    }
}
