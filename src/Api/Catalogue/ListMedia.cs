using Cesuur.Api.Http;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

/// <summary>The organisation's own media. <c>search</c> is the beginning of the title.</summary>
internal sealed class ListMedia : IEndpoint
{
    private static readonly Sorting<Media> Sorting = new(
        Sorting<Media>.By("title", media => media.SearchKey),
        Sorting<Media>.By("createdAt", media => media.CreatedAt),
        Sorting<Media>.By("size", media => media.Size));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/media", Handle)
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor, HttpErrors.SearchTooBroad);

    private static Task<Page<MediaResponse>> Handle([AsParameters] PageRequest page, string? search, string? kind, AppDb db, CancellationToken cancel)
    {
        var media = db.OwnMedia().AsNoTracking();
        if (Filters.Enum<MediaKind>("kind", kind) is { } wanted)
        {
            media = media.Where(file => file.Kind == wanted);
        }

        return Sorting.PageAsync(media, page, search, MediaResponse.From, cancel);
    }
}
