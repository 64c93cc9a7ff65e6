using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Imports;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Credits;

public sealed record CreditTransactionResponse
{
    public required Id<CreditTransaction> Id { get; init; }

    public required LedgerTransactionKind Kind { get; init; }

    /// <summary>Whose credits; absent: the organisation's own.</summary>
    public Id<Department>? DepartmentId { get; init; }

    /// <summary>Credits added, or with a minus sign taken.</summary>
    public required long Amount { get; init; }

    /// <summary>What could be spent of these credits after it.</summary>
    public required long BalanceAfter { get; init; }

    /// <summary>The id of the user or key that did it.</summary>
    public required string Actor { get; init; }

    public required string Reason { get; init; }

    /// <summary>
    /// The id of what caused it: of a redemption the token; of spending the confirmation and of a refund the deactivation, also where invitations expired or candidates were absent,
    /// by which <c>GET /invitations</c> lists the invitations; of an allocation the department; of a withdrawal the order;
    /// of a grant the sandbox.
    /// </summary>
    public required string Source { get; init; }

    /// <summary>Later than all transactions before it with the same credits.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    internal static CreditTransactionResponse From(CreditTransaction transaction) => new()
    {
        Id = transaction.Id,
        Kind = transaction.Kind,
        DepartmentId = transaction.DepartmentId,
        Amount = transaction.Amount,
        BalanceAfter = transaction.BalanceAfter,
        Actor = transaction.Actor,
        Reason = transaction.Reason,
        Source = transaction.Source,
        CreatedAt = transaction.CreatedAt,
    };
}

/// <summary>Which of the transactions are asked for.</summary>
public sealed record CreditTransactionsRequest
{
    /// <summary><c>redemption</c>, <c>spending</c>, <c>refund</c>, <c>grant</c>, <c>allocation</c> or <c>withdrawal</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>Of this department's credits.</summary>
    public Id<Department>? DepartmentId { get; init; }

    /// <summary>The id of the user or key that did it.</summary>
    public string? Actor { get; init; }

    /// <summary>The id of the object that caused it.</summary>
    public string? Source { get; init; }

    /// <summary>At this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary><c>csv</c>: all that is asked for, in one file, whatever <c>limit</c> and <c>cursor</c> say.</summary>
    public string? Format { get; init; }
}

/// <summary>
/// Every addition and deduction: who, when, why, balance after (T). An allocation is two: one of the organisation's
/// credits, one of the department's.
/// </summary>
internal sealed class ListCreditTransactions : IEndpoint
{
    private static readonly string[] Header =
        ["id", "createdAt", "kind", "departmentId", "department", "amount", "balanceAfter", "actor", "reason", "source"];

    private static readonly Sorting<CreditTransaction> Sorting = new(
        Sorting<CreditTransaction>.By("createdAt", transaction => transaction.CreatedAt));

    private enum Format
    {
        Json,
        Csv,
    }

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/credits/transactions", Handle)
        .Requires(Permission.TransactionsRead)
        .AnswersAlso("text/csv")
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static async Task<Results<Ok<Page<CreditTransactionResponse>>, PushStreamHttpResult>> Handle(
        [AsParameters] PageRequest page, [AsParameters] CreditTransactionsRequest wanted, AppDb db, CancellationToken cancel)
    {
        var found = Matching(wanted, db);
        if (Filters.Enum<Format>("format", wanted.Format) != Format.Csv)
        {
            return TypedResults.Ok(await Sorting.PageAsync(found, page, CreditTransactionResponse.From, cancel));
        }

        var names = await db.Departments.ToDictionaryAsync(department => department.Id, department => department.Name, cancel);
        var rows = RowsAsync(Sorting.Order(found, page.Sort), names);
        return TypedResults.Stream(file => CsvWriting.WriteAsync(file, rows, cancel), "text/csv", "credit-transactions.csv");
    }

    // Each of these has an index in the order of time, so that a page costs the same wherever it is.
    private static IQueryable<CreditTransaction> Matching(CreditTransactionsRequest wanted, AppDb db)
    {
        var found = db.CreditTransactions.AsNoTracking().Where(entry => entry.Account == AccountKind.Available);
        if (Filters.Enum<LedgerTransactionKind>("kind", wanted.Kind) is { } kind)
        {
            found = found.Where(entry => entry.Kind == kind);
        }

        if (wanted.DepartmentId is { } department)
        {
            found = found.Where(entry => entry.DepartmentId == department);
        }

        if (wanted.Actor is { } actor)
        {
            found = found.Where(entry => entry.Actor == actor);
        }

        if (wanted.Source is { } source)
        {
            found = found.Where(entry => entry.Source == source);
        }

        if (wanted.From?.ToUniversalTime() is { } from)
        {
            found = found.Where(entry => entry.CreatedAt >= from);
        }

        return wanted.To?.ToUniversalTime() is { } to ? found.Where(entry => entry.CreatedAt < to) : found;
    }

    private static async IAsyncEnumerable<IReadOnlyList<object?>> RowsAsync(
        IQueryable<CreditTransaction> found, Dictionary<Id<Department>, string> names)
    {
        yield return Header;
        await foreach (var entry in found.AsAsyncEnumerable())
        {
            yield return
            [
                entry.Id.ToString(), entry.CreatedAt.UtcDateTime.ToString("O"), SnakeCaseEnum.Write(entry.Kind), entry.DepartmentId?.ToString(),
                entry.DepartmentId is { } department ? names.GetValueOrDefault(department) : null,
                entry.Amount, entry.BalanceAfter, entry.Actor, entry.Reason, entry.Source,
            ];
        }
    }
}
