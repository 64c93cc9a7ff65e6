using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Cesuur.Api.Catalogue;

/// <summary>The parts of the upload.</summary>
public sealed record MediaForm
{
    /// <summary>At most 100 MiB; longer ones are sent in pieces to <c>/v1/media/uploads</c>.</summary>
    public required IFormFile File { get; init; }

    /// <summary>What the file is called unless given.</summary>
    [StringLength(Media.MaxTitle)]
    public string? Title { get; init; }
}

/// <summary>
/// Takes a picture, a sound or a video that browsers show and play as it is: PNG, JPEG, GIF, WebP, SVG; MP3, AAC in MP4,
/// Ogg, WebM, WAV, FLAC; H.264 and AV1 in MP4, WebM. What it is is found from its content, and nothing is converted.
/// </summary>
internal sealed class UploadMedia : IEndpoint
{
    /// <summary>Bytes.</summary>
    private const long MaxSize = 100 * 1024 * 1024;

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/media", Handle)
        .Accepts<MediaForm>("multipart/form-data")
        .WithMetadata(new RequestSizeLimitAttribute(MaxSize + FileForm.Overhead))
        .Requires(Permission.TestsWrite)
        .Fails(
            HttpErrors.Invalid, HttpErrors.MalformedRequest, HttpErrors.UnsupportedMediaType, HttpErrors.BodyTooLarge, MediaErrors.FileEmpty,
            MediaErrors.TypeMismatch, MediaErrors.NotPlayable, MediaErrors.ImageTooLarge, MediaErrors.SvgNotSafe, MediaErrors.NotExamined);

    private static async Task<Created<MediaResponse>> Handle(
        HttpContext http, AppDb db, NewMedia newMedia, MediaAddresses addresses, Caller caller, Audit audit, CancellationToken cancel)
    {
        var form = await FileForm.ReadAsync(http.Request, MaxSize, ["title"], cancel);
        if (form["title"]?.Length > Media.MaxTitle)
        {
            throw HttpErrors.Member("/title", "too_long", $"A title has at most {Media.MaxTitle} characters.");
        }

        await using var content = form.File.OpenReadStream();
        await using var file = await LocalFile.CopyAsync(content, cancel);
        var media = await newMedia.StoreAsync(file, Path.GetFileName(form.File.FileName), form.File.ContentType, form["title"], caller.Actor, db, cancel);
        audit.Log("media.created", media.Id);
        await db.SaveChangesAsync(cancel);
        http.SetETag(db, media);
        return TypedResults.Created($"/v1/media/{media.Id}", addresses.Show(media));
    }
}
