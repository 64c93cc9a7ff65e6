using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Organisations;

internal sealed class RevokeApiKey : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/api-keys/{apiKeyId}", Handle)
        .Requires(Permission.KeysWrite)
        .Fails(HttpErrors.NotFound);

    private static async Task<NoContent> Handle(Id<ApiKey> apiKeyId, AppDb db, Audit audit, Clock clock, CancellationToken cancel)
    {
        var key = await db.ApiKeys.Where(key => key.Id == apiKeyId).RequireAsync(cancel);
        key.Revoke(clock.Now);
        audit.Log("api_key.revoked", key.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }
}
