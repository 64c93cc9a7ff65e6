using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Organisations;

/// <summary>Signs the user out in one place.</summary>
internal sealed class EndSession : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/me/sessions/{sessionId}", Handle)
        .RequiresUser()
        .Fails(HttpErrors.NotFound);

    private static async Task<NoContent> Handle(
        Id<UserSession> sessionId, AppDb db, Caller caller, Audit audit, TimeProvider time, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var session = await db.OwnSessions(caller, now).Where(session => session.Id == sessionId).RequireAsync(cancel);
        session.End(now);
        audit.Log("session.ended", session.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }
}
