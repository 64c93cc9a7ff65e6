using Microsoft.AspNetCore.DataProtection;

namespace Cesuur.Infrastructure.Webhooks;

/// <summary>Signing secrets at rest: encrypted, since unlike credentials they are needed again.</summary>
public sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("webhook secrets");

    public string Protect(WebhookSecret secret) => _protector.Protect(secret.Reveal());

    public WebhookSecret Unprotect(string protectedSecret) => WebhookSecret.Parse(_protector.Unprotect(protectedSecret));
}
