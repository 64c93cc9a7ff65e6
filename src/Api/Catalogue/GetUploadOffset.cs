using System.Globalization;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

/// <summary>Tells in <c>Upload-Offset</c> where the next piece of an upload begins, and in <c>Upload-Metadata</c> what was said of it.</summary>
internal sealed class GetUploadOffset : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapMethods("/media/uploads/{uploadId}", [HttpMethods.Head], Handle)
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.NotFound, MediaErrors.TusVersion);

    private static async Task<Ok> Handle(Id<MediaUpload> uploadId, HttpContext http, MediaUploads uploads, CancellationToken cancel)
    {
        Tus.Speak(http);
        var upload = await uploads.Current.AsNoTracking().Where(upload => upload.Id == uploadId).RequireAsync(cancel);
        Tus.RequireVersion(http);
        Tus.ShowState(http.Response, upload);
        http.Response.Headers[Tus.LengthHeader] = upload.Length.ToString(CultureInfo.InvariantCulture);
        if (upload.Metadata is { } metadata)
        {
            http.Response.Headers[Tus.MetadataHeader] = metadata;
        }

        return TypedResults.Ok();
    }
}
