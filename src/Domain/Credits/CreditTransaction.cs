using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Credits;

/// <summary>A posted entry of an account. What the history shows are those of accounts that can be spent from.</summary>
public sealed class CreditTransaction : TenantOwned, IIdentified
{
    private CreditTransaction()
    {
    }

    public static string IdPrefix => "txn";

    public Id<CreditTransaction> Id { get; private set; }

    /// <summary>What the entries of one movement have in common.</summary>
    public Guid TransactionId { get; private set; }

    public LedgerTransactionKind Kind { get; private set; }

    public AccountKind Account { get; private set; }

    /// <summary>Null: the organisation's own account.</summary>
    public Id<Department>? DepartmentId { get; private set; }

    public long Amount { get; private set; }

    public long BalanceAfter { get; private set; }

    public string Actor { get; private set; } = null!;

    public string Reason { get; private set; } = null!;

    public string Source { get; private set; } = null!;

    /// <summary>Later than the entry before it of the same account.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
}
