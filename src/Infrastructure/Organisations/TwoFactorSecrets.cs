using Microsoft.AspNetCore.DataProtection;

namespace Cesuur.Infrastructure.Organisations;

/// <summary>Secrets of authenticator apps at rest: encrypted, since unlike credentials they are needed again.</summary>
public sealed class TwoFactorSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("two-factor secrets");

    public string Protect(byte[] secret) => Convert.ToBase64String(_protector.Protect(secret));

    public byte[] Unprotect(string protectedSecret) => _protector.Unprotect(Convert.FromBase64String(protectedSecret));
}
