using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Partners;

/// <summary>What an organisation lets a partner do on its behalf, from now until it is withdrawn.</summary>
public sealed class PartnerGrant : TenantOwned, IIdentified
{
    /// <summary>What no grant gives: with these a partner could make itself a way in that outlives the grant.</summary>
    public static readonly IReadOnlyList<Permission> NeverGranted = [Permission.KeysWrite, Permission.PartnersWrite];

    private PartnerGrant()
    {
    }

    public static string IdPrefix => "grant";

    public Id<PartnerGrant> Id { get; private set; }

    public Id<Partner> PartnerId { get; private set; }

    /// <summary>As it was called when access was granted.</summary>
    public string PartnerName { get; private set; } = null!;

    public string[] Scopes { get; private set; } = null!;

    /// <summary>What the partner sees is this department's; absent: all of the organisation.</summary>
    public Id<Department>? DepartmentId { get; private set; }

    /// <summary>Those of the user who granted it, who cannot give more than they see; absent: every test.</summary>
    public string[]? Fields { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? WithdrawnAt { get; private set; }

    public static PartnerGrant Create(
        Partner partner, IEnumerable<Permission> scopes, Id<Department>? department, string[]? fields, DateTimeOffset now) => new()
        {
            Id = Id<PartnerGrant>.New(),
            PartnerId = partner.Id,
            PartnerName = partner.Name,
            Scopes = [.. scopes.Select(scope => scope.Name)],
            DepartmentId = department,
            Fields = fields,
            CreatedAt = now,
        };

    /// <summary>From the next request on. Again: it stays withdrawn since the first time.</summary>
    public void Withdraw(DateTimeOffset now) => WithdrawnAt ??= now;
}
