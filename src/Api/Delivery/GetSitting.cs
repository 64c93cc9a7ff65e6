using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Delivery;

internal sealed class GetSitting : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/sittings/{sittingId}", Handle)
        .Requires(Permission.SittingsRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<SittingResponse> Handle(Id<Sitting> sittingId, HttpContext http, AppDb db, CancellationToken cancel)
    {
        var sitting = await db.Sittings.Where(sitting => sitting.Id == sittingId).RequireAsync(cancel);
        http.SetETag(db, sitting);
        return SittingResponse.From(sitting);
    }
}
