using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Organisations;

internal static class OwnSessionsQuery
{
    /// <summary>The caller's sessions that still count.</summary>
    public static IQueryable<UserSession> OwnSessions(this AppDb db, Caller caller, DateTimeOffset now) =>
        db.UserSessions.Where(session => session.UserId == caller.User && session.RevokedAt == null && session.ExpiresAt > now
            && db.Users.Any(user => user.Id == session.UserId && user.SessionEpoch == session.Epoch));
}
