namespace Cesuur.Domain.Organisations;

/// <summary>Who did what to which resource, from where. Written in the transaction of the change itself.</summary>
public sealed class AuditEntry : TenantOwned, IIdentified
{
    private AuditEntry()
    {
    }

    public static string IdPrefix => "aud";

    public Id<AuditEntry> Id { get; private set; }

    public DateTimeOffset At { get; private set; }

    public string Actor { get; private set; } = null!;

    public string Action { get; private set; } = null!;

    public string Resource { get; private set; } = null!;

    public string? Address { get; private set; }

    public static AuditEntry Create(string actor, string action, string resource, string? address, DateTimeOffset at) => new()
    {
        Id = Id<AuditEntry>.New(),
        At = at,
        Actor = actor,
        Action = action,
        Resource = resource,
        Address = address,
    };
}
