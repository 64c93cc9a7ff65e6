using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Credits;

namespace Cesuur.Api.Invitations;

/// <summary>
/// What was taken from one balance, or came back to it; <c>credits.spent</c> and <c>credits.refunded</c> carry it, one
/// event for each balance.
/// </summary>
public sealed record CreditsMoved
{
    /// <summary>Whose credits; absent: the organisation's own.</summary>
    public Id<Department>? DepartmentId { get; init; }

    public required long Credits { get; init; }

    /// <summary>What can be spent of these credits after it.</summary>
    public required long Balance { get; init; }

    internal static List<CreditsMoved> Of(LedgerPosting posting) =>
    [
        .. posting.Accounts.Select(account => new CreditsMoved
        {
            DepartmentId = account.Department,
            Credits = Math.Abs(account.Amount),
            Balance = account.Balance,
        }),
    ];
}
