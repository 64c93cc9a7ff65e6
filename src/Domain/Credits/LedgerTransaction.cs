using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Credits;

public enum LedgerTransactionKind
{
    /// <summary>A token was redeemed.</summary>
    Redemption,

    /// <summary>Invitations were confirmed.</summary>
    Spending,

    /// <summary>Codes that were never used were deactivated, expired, or were those of absentees.</summary>
    Refund,

    /// <summary>Credits without a token: a sandbox's.</summary>
    Grant,

    /// <summary>Credits went from the organisation to a department, or came back.</summary>
    Allocation,

    /// <summary>The operator took credits back: their order was refunded.</summary>
    Withdrawal,
}

/// <summary>So many credits on the account of a department; without one, on the organisation's own.</summary>
public sealed record Charge(Id<Department>? Department, long Credits);

/// <summary>One movement of an account, in credits.</summary>
public sealed record LedgerEntry(AccountKind Account, Id<Department>? Department, long Amount);

/// <summary>
/// A balanced movement of credits, not yet posted. It is made of moves from one account to another, so a transaction
/// out of balance cannot be written down.
/// </summary>
public sealed record LedgerTransaction
{
    private LedgerTransaction(LedgerTransactionKind kind, string reason, string source, IReadOnlyCollection<Move> moves)
    {
        if (moves.Count == 0 || moves.Any(move => move.Credits <= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(moves), "Something moves, forwards.");
        }

        Kind = kind;
        Reason = reason;
        Source = source;
        Entries =
        [
            .. from move in moves
               from entry in new[] { move.From with { Amount = -move.Credits }, move.To with { Amount = move.Credits } }
               group entry.Amount by (entry.Account, entry.Department) into account
               select new LedgerEntry(account.Key.Account, account.Key.Department, account.Sum()),
        ];
    }

    public LedgerTransactionKind Kind { get; }

    /// <summary>At most one for each account.</summary>
    public IReadOnlyList<LedgerEntry> Entries { get; }

    public string Reason { get; }

    /// <summary>The id of the object that caused it; null: none did.</summary>
    public string Source { get; }

    public static LedgerTransaction Receive(LedgerTransactionKind kind, long credits, string reason, string source) =>
        new(kind, reason, source, [new(Of(AccountKind.Received), Of(AccountKind.Available), credits)]);

    /// <summary>Each of the charges by its own account: all of them or none.</summary>
    public static LedgerTransaction Spend(IReadOnlyCollection<Charge> charges, Id<Confirmation> confirmation) => new(
        LedgerTransactionKind.Spending, InvitationsOf(charges), confirmation.ToString(),
        [.. charges.Select(charge => new Move(Of(AccountKind.Available, charge.Department), Of(AccountKind.Spent, charge.Department), charge.Credits))]);

    /// <summary>Each of the charges back to the account that paid it.</summary>
    /// <param name="charges">What was paid.</param>
    /// <param name="ended">What became of the invitations.</param>
    /// <param name="deactivation">What they have in common.</param>
    public static LedgerTransaction Refund(IReadOnlyCollection<Charge> charges, InvitationState ended, Id<Deactivation> deactivation) => new(
        LedgerTransactionKind.Refund, $"{InvitationsOf(charges)} {ended.ToString().ToLowerInvariant()}", deactivation.ToString(),
        [.. charges.Select(charge => new Move(Of(AccountKind.Spent, charge.Department), Of(AccountKind.Available, charge.Department), charge.Credits))]);

    /// <summary>From the organisation to the department; a negative amount comes back.</summary>
    public static LedgerTransaction Allocate(Id<Department> department, long amount, string reason)
    {
        var (own, theirs) = (Of(AccountKind.Available), Of(AccountKind.Available, department));
        return new LedgerTransaction(LedgerTransactionKind.Allocation, reason, department.ToString(),
            [amount > 0 ? new(own, theirs, amount) : new(theirs, own, -amount)]);
    }

    /// <summary>Out of the organisation's own balance, to where they came from.</summary>
    public static LedgerTransaction Withdraw(long credits, string reason, string source) =>
        new(LedgerTransactionKind.Withdrawal, reason, source, [new(Of(AccountKind.Available), Of(AccountKind.Received), credits)]);

    // An invitation costs one credit (T).
    private static string InvitationsOf(IReadOnlyCollection<Charge> charges) =>
        charges.Sum(charge => charge.Credits) is var count and not 1 ? $"{count} invitations" : "1 invitation";

    private static LedgerEntry Of(AccountKind account, Id<Department>? department = null) => new(account, department, 0);

    private sealed record Move(LedgerEntry From, LedgerEntry To, long Credits);
}
