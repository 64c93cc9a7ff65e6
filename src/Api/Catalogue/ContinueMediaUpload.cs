using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

/// <summary>
/// Takes the next piece of an upload. When the last byte has come, the file is looked at, and the answer names in
/// <c>Cesuur-Media</c> the media file that it became, or says why it is not taken.
/// </summary>
internal sealed class ContinueMediaUpload : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/media/uploads/{uploadId}", Handle)
        .Accepts<Stream>(Tus.ContentType)
        .WithMetadata(new RequestSizeLimitAttribute(MediaUpload.MaxLength))
        .Requires(Permission.TestsWrite)
        .Fails(
            HttpErrors.NotFound, HttpErrors.MalformedRequest, HttpErrors.UnsupportedMediaType, MediaErrors.TusVersion, MediaErrors.UploadOffset,
            MediaErrors.UploadEnded, MediaErrors.UploadCompleting, MediaErrors.UploadParts, MediaErrors.UploadTooLong, MediaErrors.TypeMismatch, MediaErrors.NotPlayable,
            MediaErrors.ImageTooLarge, MediaErrors.SvgNotSafe, MediaErrors.NotExamined);

    private static async Task<NoContent> Handle(
        Id<MediaUpload> uploadId, [FromHeader(Name = Tus.OffsetHeader)] long? offset, HttpContext http, MediaUploads uploads, CancellationToken cancel)
    {
        Tus.Speak(http);
        var upload = await uploads.Current.AsNoTracking().Where(upload => upload.Id == uploadId).RequireAsync(cancel);
        Tus.RequireVersion(http);
        if (http.Request.ContentType != Tus.ContentType)
        {
            throw new DomainException(HttpErrors.UnsupportedMediaType, $"A piece of an upload is {Tus.ContentType}.");
        }

        // Before the body is read, so that what will not be kept takes no room; and again, under the lock, once it is there.
        upload.RequireAt(offset ?? throw HttpErrors.Member(Tus.OffsetHeader, "required", "Where the piece begins is missing."));
        if (http.Request.ContentLength > upload.Length - offset)
        {
            throw new DomainException(MediaErrors.UploadTooLong);
        }

        upload = await uploads.ReceiveAsync(upload, offset.Value, http.Request.Body);
        if (upload.HasAllBytes)
        {
            upload = await uploads.CompleteAsync(upload);
        }

        Tus.ShowState(http.Response, upload);
        return TypedResults.NoContent();
    }
}
