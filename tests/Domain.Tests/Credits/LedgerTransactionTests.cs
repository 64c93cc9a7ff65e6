using Cesuur.Domain.Credits;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Tests.Credits;

public sealed class LedgerTransactionTests
{
    private static readonly Id<Department> One = Id<Department>.New();
    private static readonly Id<Department> Two = Id<Department>.New();
    private static readonly Id<Confirmation> Confirmation = Id<Confirmation>.New();
    private static readonly Id<Deactivation> Deactivation = Id<Deactivation>.New();

    public static TheoryData<LedgerTransaction, string> Shapes() => new()
    {
        { LedgerTransaction.Receive(LedgerTransactionKind.Redemption, 5, "", ""), "received -5, available 5" },
        { LedgerTransaction.Spend([new(null, 1), new(One, 2), new(Two, 3)], Confirmation), "available -1, spent 1, available one -2, spent one 2, available two -3, spent two 3" },
        { LedgerTransaction.Spend([new(One, 2), new(One, 3)], Confirmation), "available one -5, spent one 5" },
        { LedgerTransaction.Refund([new(null, 1), new(One, 2)], InvitationState.Deactivated, Deactivation), "spent -1, available 1, spent one -2, available one 2" },
        { LedgerTransaction.Allocate(One, 4, ""), "available -4, available one 4" },
        { LedgerTransaction.Allocate(One, -4, ""), "available one -4, available 4" },
        { LedgerTransaction.Withdraw(6, "", ""), "available -6, received 6" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void What_one_account_loses_another_gains_and_each_has_one_entry(LedgerTransaction transaction, string expected)
    {
        Assert.Equal(0, transaction.Entries.Sum(entry => entry.Amount));
        Assert.Equal(expected, string.Join(", ", transaction.Entries.Select(entry =>
            $"{entry.Account.ToString().ToLowerInvariant()} {(entry.Department == One ? "one " : entry.Department == Two ? "two " : "")}{entry.Amount}")));
    }

    [Fact]
    public void Invitations_are_counted_in_the_reason_and_named_by_the_source()
    {
        var (one, three) = (LedgerTransaction.Spend([new(null, 1)], Confirmation), LedgerTransaction.Refund([new(null, 1), new(One, 2)], InvitationState.Deactivated, Deactivation));
        Assert.Equal(("1 invitation", Confirmation.ToString()), (one.Reason, one.Source));
        Assert.Equal(("3 invitations deactivated", Deactivation.ToString()), (three.Reason, three.Source));
    }

    [Fact]
    public void Nothing_and_less_than_nothing_do_not_move()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LedgerTransaction.Spend([], Confirmation));
        Assert.Throws<ArgumentOutOfRangeException>(() => LedgerTransaction.Spend([new(null, 1), new(One, 0)], Confirmation));
        Assert.Throws<ArgumentOutOfRangeException>(() => LedgerTransaction.Withdraw(-1, "", ""));
        Assert.Throws<ArgumentOutOfRangeException>(() => LedgerTransaction.Allocate(One, 0, ""));
    }
}
