using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Cesuur.Api.Catalogue;

/// <summary>
/// Begins an upload in pieces by the protocol tus 1.0.0, for files of up to 2 GiB. <c>Upload-Metadata</c> takes
/// <c>filename</c>, <c>filetype</c>, <c>title</c>, and as <c>purpose</c> <c>media</c>, which it is unless given, or
/// <c>package</c>, for a content package that will be imported.
/// </summary>
internal sealed class BeginMediaUpload : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/media/uploads", Handle)
        .Requires(Permission.TestsWrite)
        .Fails(MediaErrors.TusVersion, MediaErrors.UploadLength, MediaErrors.UploadMetadata, MediaErrors.UploadTooLong, MediaErrors.TooManyUploads, HttpErrors.MalformedRequest, HttpErrors.Invalid);

    private static async Task<Created<MediaUploadResponse>> Handle(
        [FromHeader(Name = Tus.LengthHeader)] long? length, [FromHeader(Name = Tus.MetadataHeader)] string? metadata,
        HttpContext http, MediaUploads uploads, Caller caller, Clock clock, CancellationToken cancel)
    {
        Tus.Speak(http);
        Tus.RequireVersion(http);
        var said = Tus.ReadMetadata(metadata);
        var title = said.GetValueOrDefault("title");
        if (title?.Length > Media.MaxTitle)
        {
            throw new DomainException(MediaErrors.UploadMetadata, $"A title has at most {Media.MaxTitle} characters.");
        }

        var purpose = UploadPurpose.Media;
        if (said.TryGetValue("purpose", out var asked) && !SnakeCaseEnum.TryRead(asked, out purpose))
        {
            throw new DomainException(MediaErrors.UploadMetadata, "The purpose is media or package.");
        }

        var fileName = Path.GetFileName(said.GetValueOrDefault("filename"));
        var upload = MediaUpload.Begin(
            purpose, length ?? 0, string.IsNullOrWhiteSpace(fileName) ? "upload" : fileName, said.GetValueOrDefault("filetype"), title, metadata, caller.Actor, clock.Real);
        await uploads.BeginAsync(upload, cancel);
        Tus.ShowState(http.Response, upload);
        return TypedResults.Created($"/v1/media/uploads/{upload.Id}", MediaUploadResponse.From(upload));
    }
}
