using Cesuur.Api.Http;
using Cesuur.Api.People;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

/// <summary>Deletes a media file that no version of a test uses, of whatever state.</summary>
internal sealed class DeleteMedia : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/media/{mediaId}", Handle)
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, MediaErrors.InUse, HttpErrors.ConcurrentChange);

    private static async Task<NoContent> Handle(Id<Media> mediaId, HttpContext http, AppDb db, Audit audit, Clock clock, CancellationToken cancel)
    {
        var media = await db.OwnMedia().Where(media => media.Id == mediaId).RequireAsync(cancel);
        http.CheckIfMatch(db, media);
        if (await db.VersionMedia.AnyAsync(use => use.TenantId == media.TenantId && use.MediaId == mediaId, cancel))
        {
            throw new DomainException(MediaErrors.InUse);
        }

        db.Media.Remove(media);
        db.Enqueue(EraseFilesJob.Kind, new EraseFilesArguments([media.FileKey]), clock.Real);
        audit.Log("media.deleted", media.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }
}
