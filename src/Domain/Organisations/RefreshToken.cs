namespace Cesuur.Domain.Organisations;

/// <summary>
/// Gets the next pair of tokens, once. It is kept after its use: whoever presents it again has a copy of it,
/// or the one who used it had.
/// </summary>
public sealed class RefreshToken : TenantOwned
{
    public const string Prefix = "cat_refresh_";

    private RefreshToken()
    {
    }

    public byte[] Hash { get; private set; } = null!;

    public Id<UserSession> SessionId { get; private set; }

    public DateTimeOffset? UsedAt { get; private set; }

    public static RefreshToken Create(UserSession session, string token) => new()
    {
        Hash = Secret.Hash(token),
        SessionId = session.Id,
    };

    public void Use(DateTimeOffset now) => UsedAt = now;
}
