using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Credits;

public sealed record CreditTransactionResponse
{
    public required Id<CreditTransaction> Id { get; init; }

    public required LedgerTransactionKind Kind { get; init; }

    /// <summary>Credits added, or with a minus sign taken.</summary>
    public required long Amount { get; init; }

    public required long BalanceAfter { get; init; }

    /// <summary>The id of the user or key that did it.</summary>
    public required string Actor { get; init; }

    public required string Reason { get; init; }

    /// <summary>The id of the object that caused it.</summary>
    public string? Source { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal static CreditTransactionResponse From(CreditTransaction transaction) => new()
    {
        Id = transaction.Id,
        Kind = transaction.Kind,
        Amount = transaction.Amount,
        BalanceAfter = transaction.BalanceAfter,
        Actor = transaction.Actor,
        Reason = transaction.Reason,
        Source = transaction.Source,
        CreatedAt = transaction.CreatedAt,
    };
}

/// <summary>Every addition and deduction: who, when, why, balance after (T).</summary>
internal sealed class ListCreditTransactions : IEndpoint
{
    private static readonly Sorting<CreditTransaction> Sorting = new(
        Sorting<CreditTransaction>.By("createdAt", transaction => transaction.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/credits/transactions", Handle)
        .Requires(Permission.TransactionsRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static Task<Page<CreditTransactionResponse>> Handle([AsParameters] PageRequest page, AppDb db, CancellationToken cancel) =>
        Sorting.PageAsync(db.CreditTransactions, page, CreditTransactionResponse.From, cancel);
}
