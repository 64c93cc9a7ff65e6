using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

internal sealed class SignOut : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/logout", Handle)
        .RequiresUser()
        .WithoutIdempotency();

    private static async Task<NoContent> Handle(HttpContext http, AppDb db, CancellationToken cancel)
    {
        var hash = Secret.Hash(http.Request.Headers.Authorization.ToString()["Bearer ".Length..].Trim());
        await db.AccessTokens.Where(token => token.Hash == hash).ExecuteDeleteAsync(cancel);
        return TypedResults.NoContent();
    }
}
