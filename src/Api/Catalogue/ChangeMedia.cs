using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Catalogue;

public sealed record MediaRequest
{
    [Required, StringLength(Media.MaxTitle, MinimumLength = 1)]
    public required string Title { get; init; }
}

/// <summary>Changes what a media file is called. The file itself never changes: another one is uploaded instead.</summary>
internal sealed class ChangeMedia : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/media/{mediaId}", Handle)
        .AcceptsPatchOf<MediaRequest>()
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, HttpErrors.Invalid);

    private static async Task<MediaResponse> Handle(
        Id<Media> mediaId, JsonElement patch, HttpContext http, AppDb db, MergePatch merge, MediaAddresses addresses, Audit audit, CancellationToken cancel)
    {
        var media = await db.OwnMedia().Where(media => media.Id == mediaId).RequireAsync(cancel);
        http.CheckIfMatch(db, media);
        media.Rename(merge.Apply(new MediaRequest { Title = media.Title }, patch).Title);
        audit.Log("media.changed", media.Id);
        await db.SaveChangesAsync(cancel);
        http.SetETag(db, media);
        return addresses.Show(media);
    }
}
