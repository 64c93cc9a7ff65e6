using Cesuur.Api.Http;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Platform;

internal sealed class ListCreditTokens : IEndpoint
{
    private static readonly Sorting<CreditToken> Sorting = new(Sorting<CreditToken>.By("createdAt", token => token.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/platform/credit-tokens", Handle)
        .Requires(Permission.Platform);

    private static Task<Page<CreditTokenResponse>> Handle([AsParameters] PageRequest page, AppDb db, CancellationToken cancel) =>
        Sorting.PageAsync(db.CreditTokens, page, CreditTokenResponse.From, cancel);
}
