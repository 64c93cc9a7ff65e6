using Cesuur.Api.Http;
using Cesuur.Api.People;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

/// <summary>Ends an upload and removes what came of it; the media file that it became stays.</summary>
internal sealed class EndMediaUpload : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/media/uploads/{uploadId}", Handle)
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.NotFound, MediaErrors.TusVersion, MediaErrors.UploadCompleting);

    private static Task<NoContent> Handle(Id<MediaUpload> uploadId, HttpContext http, AppDb db, MediaUploads uploads, Clock clock, CancellationToken cancel)
    {
        Tus.Speak(http);
        return db.InTransactionAsync(
            async () =>
            {
                var upload = await uploads.HoldAsync(uploadId, cancel);
                Tus.RequireVersion(http);
                upload.RequireNotCompleting(clock.Real);
                var parts = await db.MediaUploadParts.Where(part => part.UploadId == uploadId).ToListAsync(cancel);
                db.MediaUploadParts.RemoveRange(parts);
                await db.SaveChangesAsync(cancel);
                db.MediaUploads.Remove(upload);
                IEnumerable<string> keys = parts.Select(part => part.FileKey);
                db.Enqueue(EraseFilesJob.Kind, new EraseFilesArguments([.. upload.FileKey is { } key ? keys.Append(key) : keys]), clock.Real);
                await db.SaveChangesAsync(cancel);
                return TypedResults.NoContent();
            },
            cancel);
    }
}
