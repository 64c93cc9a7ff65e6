namespace Cesuur.Domain.Organisations;

/// <summary>A signed-in user's credential, for a quarter of an hour; the session's refresh token gets the next.</summary>
public sealed class AccessToken : TenantOwned
{
    public const string Prefix = "cat_";

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private AccessToken()
    {
    }

    public byte[] Hash { get; private set; } = null!;

    public Id<UserSession> SessionId { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public static AccessToken Create(UserSession session, string token, DateTimeOffset now) => new()
    {
        Hash = Secret.Hash(token),
        SessionId = session.Id,
        ExpiresAt = now + Lifetime < session.ExpiresAt ? now + Lifetime : session.ExpiresAt,
    };
}
