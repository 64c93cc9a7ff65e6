using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Catalogue;

internal sealed class GetMedia : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/media/{mediaId}", Handle)
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.NotFound);

    private static async Task<MediaResponse> Handle(Id<Media> mediaId, HttpContext http, AppDb db, MediaAddresses addresses, CancellationToken cancel)
    {
        var media = await db.OwnMedia().Where(media => media.Id == mediaId).RequireAsync(cancel);
        http.SetETag(db, media);
        return addresses.Show(media);
    }
}
