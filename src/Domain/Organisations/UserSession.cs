namespace Cesuur.Domain.Organisations;

/// <summary>
/// From a sign-in to its end, on one device: kept alive by refresh tokens, for thirty days at most. It counts
/// only in the epoch of its user that it began in.
/// </summary>
public sealed class UserSession : TenantOwned, IIdentified
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private const int MaxUserAgentLength = 300;

    private UserSession()
    {
    }

    public static string IdPrefix => "sess";

    public Id<UserSession> Id { get; private set; }

    public Id<User> UserId { get; private set; }

    public int Epoch { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>The sign-in or the last refresh.</summary>
    public DateTimeOffset LastUsedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>From where it was last used.</summary>
    public string? Address { get; private set; }

    public string? UserAgent { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public static UserSession Start(User user, string? address, string? userAgent, DateTimeOffset now) => new()
    {
        Id = Id<UserSession>.New(),
        UserId = user.Id,
        Epoch = user.SessionEpoch,
        CreatedAt = now,
        LastUsedAt = now,
        ExpiresAt = now + Lifetime,
        Address = address,
        UserAgent = userAgent?[..Math.Min(userAgent.Length, MaxUserAgentLength)],
    };

    public bool IsLive(User user, DateTimeOffset now) =>
        RevokedAt is null && now < ExpiresAt && Epoch == user.SessionEpoch && user.Status == UserStatus.Active;

    public void Use(string? address, DateTimeOffset now)
    {
        Address = address;
        LastUsedAt = now;
    }

    public void End(DateTimeOffset now) => RevokedAt ??= now;

    /// <summary>Goes on where all other sessions of the user have just been ended.</summary>
    public void Outlast(User user) => Epoch = user.SessionEpoch;
}
