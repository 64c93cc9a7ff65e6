using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Organisations;

/// <summary>The tokens of a session.</summary>
public sealed record SignInResponse
{
    /// <summary>For <c>Authorization: Bearer</c>.</summary>
    public required string AccessToken { get; init; }

    /// <summary>When the access token ends: after a quarter of an hour.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Gets the next tokens, once: keep the one that comes with them.</summary>
    public required string RefreshToken { get; init; }

    /// <summary>When the session ends, however often it is refreshed: thirty days after the sign-in.</summary>
    public required DateTimeOffset SessionExpiresAt { get; init; }
}

internal static class SessionTokens
{
    /// <summary>Adds a pair of tokens to the session with the next save.</summary>
    public static SignInResponse IssueTokens(this AppDb db, UserSession session, DateTimeOffset now)
    {
        var access = Secret.Create(AccessToken.Prefix, db.TenantId.Value);
        var refresh = Secret.Create(RefreshToken.Prefix, db.TenantId.Value);
        var issued = db.AccessTokens.Add(AccessToken.Create(session, access, now)).Entity;
        db.RefreshTokens.Add(RefreshToken.Create(session, refresh));
        return new SignInResponse
        {
            AccessToken = access,
            ExpiresAt = issued.ExpiresAt,
            RefreshToken = refresh,
            SessionExpiresAt = session.ExpiresAt,
        };
    }
}
