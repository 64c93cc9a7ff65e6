using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

/// <summary>How far an upload is, and what it became or why it was refused.</summary>
internal sealed class GetMediaUpload : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/media/uploads/{uploadId}", Handle)
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.NotFound);

    private static async Task<MediaUploadResponse> Handle(Id<MediaUpload> uploadId, MediaUploads uploads, CancellationToken cancel) =>
        MediaUploadResponse.From(await uploads.Current.AsNoTracking().Where(upload => upload.Id == uploadId).RequireAsync(cancel));
}
