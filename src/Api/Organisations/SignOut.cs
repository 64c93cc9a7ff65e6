using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

/// <summary>Ends the session that the access token is of.</summary>
internal sealed class SignOut : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/logout", Handle)
        .RequiresUser()
        .WithoutIdempotency();

    private static async Task<NoContent> Handle(AppDb db, Caller caller, Audit audit, TimeProvider time, CancellationToken cancel)
    {
        var session = await db.UserSessions.SingleAsync(session => session.Id == caller.Session, cancel);
        session.End(time.GetUtcNow());
        audit.Log("session.ended", session.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }
}
