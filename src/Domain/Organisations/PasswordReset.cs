namespace Cesuur.Domain.Organisations;

/// <summary>The mailed link by which a user sets a new password: once, within an hour.</summary>
public sealed class PasswordReset : TenantOwned, IIdentified
{
    public const string Prefix = "cat_reset_";

    /// <summary>How many a user is mailed in an hour, however often somebody asks.</summary>
    public const int MaxPerHour = 3;

    private PasswordReset()
    {
    }

    public static string IdPrefix => "rst";

    public Id<PasswordReset> Id { get; private set; }

    public byte[] Hash { get; private set; } = null!;

    public Id<User> UserId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? UsedAt { get; private set; }

    public static PasswordReset Create(Id<PasswordReset> id, Id<User> user, string token, DateTimeOffset now) => new()
    {
        Id = id,
        Hash = Secret.Hash(token),
        UserId = user,
        CreatedAt = now,
        ExpiresAt = now.AddHours(1),
    };
}
