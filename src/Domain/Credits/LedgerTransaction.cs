namespace Cesuur.Domain.Credits;

public enum LedgerTransactionKind
{
    /// <summary>A token was redeemed.</summary>
    Redemption,

    /// <summary>Invitations were confirmed.</summary>
    Spending,

    /// <summary>Codes that were never used were deactivated.</summary>
    Refund,

    /// <summary>Credits without a token: a sandbox's.</summary>
    Grant,

    /// <summary>The operator took back credits whose money went back to the buyer.</summary>
    Withdrawal,
}

/// <summary>The accounts of an organisation.</summary>
public enum AccountKind
{
    /// <summary>What can be spent; never below zero.</summary>
    Available,

    /// <summary>Where credits come from: the counterweight, never above zero.</summary>
    Received,

    /// <summary>What administrations took.</summary>
    Spent,
}

/// <summary>One movement of an account, in credits.</summary>
public sealed record LedgerEntry(AccountKind Account, long Amount);

/// <summary>
/// A balanced movement of credits, not yet posted. Only the shapes below exist, each moving
/// credits between two accounts, so a transaction out of balance cannot be written down.
/// </summary>
public sealed record LedgerTransaction
{
    private LedgerTransaction(LedgerTransactionKind kind, AccountKind from, AccountKind to, long credits, string reason, string? source)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(credits);
        Kind = kind;
        Entries = [new(from, -credits), new(to, credits)];
        Reason = reason;
        Source = source;
    }

    public LedgerTransactionKind Kind { get; }

    public IReadOnlyList<LedgerEntry> Entries { get; }

    public string Reason { get; }

    /// <summary>The id of the object that caused it.</summary>
    public string? Source { get; }

    public static LedgerTransaction Receive(LedgerTransactionKind kind, long credits, string reason, string? source) =>
        new(kind, AccountKind.Received, AccountKind.Available, credits, reason, source);

    public static LedgerTransaction Withdraw(long credits, string reason, string? source) =>
        new(LedgerTransactionKind.Withdrawal, AccountKind.Available, AccountKind.Received, credits, reason, source);

    public static LedgerTransaction Spend(long credits, string reason, string? source) =>
        new(LedgerTransactionKind.Spending, AccountKind.Available, AccountKind.Spent, credits, reason, source);

    public static LedgerTransaction Refund(long credits, string reason, string? source) =>
        new(LedgerTransactionKind.Refund, AccountKind.Spent, AccountKind.Available, credits, reason, source);
}

/// <summary>A posted transaction, as the history shows it.</summary>
public sealed class CreditTransaction : TenantOwned, IIdentified
{
    private CreditTransaction()
    {
    }

    public static string IdPrefix => "txn";

    public Id<CreditTransaction> Id { get; private set; }

    public LedgerTransactionKind Kind { get; private set; }

    /// <summary>Change of the credits that can be spent.</summary>
    public long Amount { get; private set; }

    public long BalanceAfter { get; private set; }

    public string Actor { get; private set; } = null!;

    public string Reason { get; private set; } = null!;

    public string? Source { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
}
