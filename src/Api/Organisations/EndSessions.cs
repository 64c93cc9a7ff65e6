using Cesuur.Api.Http;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Organisations;

/// <summary>Signs the user out everywhere, the session that asks included.</summary>
internal sealed class EndSessions : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/me/sessions", Handle)
        .RequiresUser();

    private static Task<NoContent> Handle(AppDb db, Caller caller, Audit audit, CancellationToken cancel) => db.InTransactionAsync(
        async () =>
        {
            var user = await db.HoldUserAsync(caller.User!.Value, cancel);
            user.EndSessions();
            audit.Log("user.signed_out_everywhere", user.Id);
            await db.SaveChangesAsync(cancel);
            return TypedResults.NoContent();
        },
        cancel);
}
