using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Credits;

public enum AccountKind
{
    /// <summary>What can be spent; never below zero.</summary>
    Available,

    /// <summary>Where credits come from: the counterweight, never above zero, and the organisation's alone.</summary>
    Received,

    /// <summary>What administrations took.</summary>
    Spent,
}

/// <summary>
/// Credits of one kind, of the organisation or of one of its departments. The database opens it with its holder; the
/// ledger alone changes it.
/// </summary>
public sealed class Account : TenantOwned
{
    private Account()
    {
    }

    public AccountKind Kind { get; private set; }

    /// <summary>Null: the organisation's own.</summary>
    public Id<Department>? DepartmentId { get; private set; }

    /// <summary>The department or else the organisation.</summary>
    public Guid HolderId { get; private set; }

    public long Balance { get; private set; }

    public DateTimeOffset ChangedAt { get; private set; }
}
