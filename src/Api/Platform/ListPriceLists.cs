using Cesuur.Api.Http;
using Cesuur.Api.Orders;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Platform;

public sealed record PriceListsResponse
{
    /// <summary>The last hundred, those to come included, newest first.</summary>
    public required IReadOnlyList<PriceListResponse> Data { get; init; }
}

internal sealed class ListPriceLists : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/platform/price-list", Handle)
        .Requires(Permission.Platform);

    private static async Task<PriceListsResponse> Handle(AppDb db, CancellationToken cancel) => new()
    {
        Data = [.. (await db.PriceLists.AsNoTracking().OrderByDescending(list => list.ValidFrom).Take(100).ToListAsync(cancel)).Select(PriceListResponse.From)],
    };
}
