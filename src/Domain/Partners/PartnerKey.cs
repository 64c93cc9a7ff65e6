using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Partners;

/// <summary>A partner's credential. The key itself is shown once, at creation; a partner can have several, to change them one by one.</summary>
public sealed class PartnerKey : TenantOwned, IIdentified
{
    public const string Prefix = "csk_partner_";

    private PartnerKey()
    {
    }

    public static string IdPrefix => "pkey";

    public Id<PartnerKey> Id { get; private set; }

    public Id<Partner> PartnerId { get; private set; }

    public byte[] Hash { get; private set; } = null!;

    /// <summary>The last four characters, to recognise it in a list.</summary>
    public string Hint { get; private set; } = null!;

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public static PartnerKey Create(Id<Partner> partner, string key, DateTimeOffset? expiresAt, DateTimeOffset now) => new()
    {
        Id = Id<PartnerKey>.New(),
        PartnerId = partner,
        Hash = Secret.Hash(key),
        Hint = key[^4..],
        CreatedAt = now,
        ExpiresAt = expiresAt,
    };

    public bool IsValid(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || now < ExpiresAt);

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}
