namespace Cesuur.Domain.Organisations;

/// <summary>The mailed link by which a new user sets a password: once, within seven days.</summary>
public sealed class Activation : TenantOwned
{
    public const string Prefix = "cat_activate_";

    private Activation()
    {
    }

    public byte[] Hash { get; private set; } = null!;

    public Id<User> UserId { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public static Activation Create(Id<User> user, string token, DateTimeOffset now) => new()
    {
        Hash = Secret.Hash(token),
        UserId = user,
        ExpiresAt = now.AddDays(7),
    };
}
