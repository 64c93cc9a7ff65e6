using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Credits;

/// <summary>Whose credits the invitations of a department's candidates take (T).</summary>
public enum CreditMode
{
    /// <summary>The organisation's: all draw on one balance.</summary>
    Shared,

    /// <summary>The department's own, which an admin allocates. Candidates of no department draw on the organisation's.</summary>
    Allocated,
}

public static class CreditModes
{
    /// <summary>The department whose allocation pays for somebody of this department; null: the organisation pays.</summary>
    public static Id<Department>? Payer(this CreditMode mode, Id<Department>? department) => mode == CreditMode.Allocated ? department : null;
}
