using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Organisations;

internal sealed class ListApiKeys : IEndpoint
{
    private static readonly Sorting<ApiKey> Sorting = new(
        Sorting<ApiKey>.By("createdAt", key => key.CreatedAt), Sorting<ApiKey>.By("name", key => key.Name));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api-keys", Handle)
        .Requires(Permission.KeysWrite);

    private static Task<Page<ApiKeyResponse>> Handle([AsParameters] PageRequest page, AppDb db, CancellationToken cancel) =>
        Sorting.PageAsync(db.ApiKeys, page, ApiKeyResponse.From, cancel);
}
