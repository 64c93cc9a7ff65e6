namespace Cesuur.Domain.Organisations;

/// <summary>
/// A user's second factor: an app that shows codes. Asked for at sign-in once the user has shown by a first
/// code that the app has the secret. Changed only while the user's row is held.
/// </summary>
public sealed class TwoFactor : TenantOwned
{
    private TwoFactor()
    {
    }

    public Id<User> UserId { get; private set; }

    /// <summary>Encrypted, since unlike credentials of ours it is needed again.</summary>
    public string ProtectedSecret { get; private set; } = null!;

    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>The step of the last code that was accepted; no code of it or before it is again.</summary>
    public long? LastStep { get; private set; }

    public bool IsOn => ConfirmedAt is not null;

    public static TwoFactor Begin(Id<User> user, string protectedSecret) => new()
    {
        UserId = user,
        ProtectedSecret = protectedSecret,
    };

    /// <summary>Whether a code is one of the app's and of now; if so it is used up.</summary>
    public bool Accept(ReadOnlySpan<byte> secret, string code, DateTimeOffset now)
    {
        if (Totp.Match(secret, code, now, LastStep) is not { } step)
        {
            return false;
        }

        LastStep = step;
        return true;
    }

    public void Confirm(DateTimeOffset now) => ConfirmedAt = now;
}
