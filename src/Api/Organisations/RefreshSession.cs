using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

public sealed record RefreshSessionRequest
{
    [StringLength(200)]
    public required string RefreshToken { get; init; }
}

/// <summary>
/// The next tokens of a session. Each refresh token is good for one time; presenting a used one ends the
/// session, since two have it then and one of them stole it.
/// </summary>
internal sealed class RefreshSession : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/refresh", Handle)
        .Public()
        .RequireRateLimiting(RateLimits.SignIn)
        .Fails(HttpErrors.TooManyRequests, OrganisationErrors.RefreshFailed);

    private static async Task<SignInResponse> Handle(
        RefreshSessionRequest request, HttpContext http, AppDb db, Caller caller, Audit audit, TimeProvider time, CancellationToken cancel)
    {
        if (!Secret.TryReadOrganisation(request.RefreshToken, RefreshToken.Prefix, out var organisation))
        {
            throw new DomainException(OrganisationErrors.RefreshFailed);
        }

        await db.EnterAsync(new Id<Organisation>(organisation), cancel);
        var hash = Secret.Hash(request.RefreshToken);

        // Thrown outside the transaction, which has ended a session then.
        return await db.InTransactionAsync(async () =>
        {
            // Held first and read after that: of two at once, the second sees what the first has done.
            var session = await db.UserSessions.FromSql($"""
                SELECT s.* FROM user_sessions s JOIN refresh_tokens r ON r.tenant_id = s.tenant_id AND r.session_id = s.id
                WHERE r.hash = {hash} FOR UPDATE OF s
                """).SingleOrDefaultAsync(cancel);
            if (session is null)
            {
                return null;
            }

            var now = time.GetUtcNow();
            var token = await db.RefreshTokens.SingleAsync(token => token.Hash == hash, cancel);
            var user = await db.Users.AsNoTracking().SingleAsync(user => user.Id == session.UserId, cancel);
            if (!session.IsLive(user, now))
            {
                return null;
            }

            caller.Identify(user.Id);
            if (token.UsedAt is not null)
            {
                session.End(now);
                audit.Log("session.token_reused", session.Id);
                await db.SaveChangesAsync(cancel);
                return null;
            }

            token.Use(now);
            session.Use(http.Connection.RemoteIpAddress?.ToString(), now);
            var tokens = db.IssueTokens(session, now);
            await db.AccessTokens.Where(access => access.SessionId == session.Id && access.ExpiresAt <= now).ExecuteDeleteAsync(cancel);
            await db.SaveChangesAsync(cancel);
            return tokens;
        }, cancel) ?? throw new DomainException(OrganisationErrors.RefreshFailed);
    }
}
