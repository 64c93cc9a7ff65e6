using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace Cesuur.Api.Catalogue;

/// <summary>Gives a media file by the signed address that <c>url</c> shows; ranges can be asked for. It may lead on to the store of files itself.</summary>
internal sealed class FetchMedia : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/media/{mediaId}/file", Handle)
        .Public()
        .Fails(HttpErrors.NotFound);

    private static async Task<Results<FileStreamHttpResult, RedirectHttpResult>> Handle(
        Id<Media> mediaId, Id<Organisation> organisation, long expires, string signature,
        HttpResponse response, AppDb db, MediaAddresses addresses, IFileStore files, CancellationToken cancel)
    {
        var until = addresses.Require(organisation, mediaId, expires, signature);
        await db.EnterAsync(organisation, cancel);
        var media = await db.UsableMedia().AsNoTracking().Where(media => media.Id == mediaId).RequireAsync(cancel);

        response.Headers.CacheControl = "private";
        if (await files.AddressAsync(media.FileKey, media.ContentType, until) is { } address)
        {
            return TypedResults.Redirect(address.AbsoluteUri);
        }

        // A drawing is a document of its own when it is opened by itself; it may style itself and nothing else.
        response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'";
        response.Headers.ContentDisposition = "inline";
        return TypedResults.Stream(
            await files.OpenAsync(media.FileKey, cancel), media.ContentType, lastModified: media.CreatedAt,
            entityTag: new EntityTagHeaderValue($"\"{media.Checksum}\""), enableRangeProcessing: true);
    }
}
