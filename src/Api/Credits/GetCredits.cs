using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Credits;

public sealed record CreditsResponse
{
    /// <summary>
    /// The credits that the caller's own invitations draw on: the organisation's own, or, where credits are allocated, those
    /// of the caller's department.
    /// </summary>
    public required long Balance { get; init; }

    /// <summary>Below so many of these there is a warning; absent: never.</summary>
    public long? LowCreditsThreshold { get; init; }

    /// <summary>What the departments that the caller sees have of their own, by name.</summary>
    public required IReadOnlyList<DepartmentCreditsResponse> Departments { get; init; }
}

public sealed record DepartmentCreditsResponse
{
    public required Id<Department> DepartmentId { get; init; }

    public required string Name { get; init; }

    /// <summary>The credits that are allocated to it and not spent.</summary>
    public required long Balance { get; init; }

    /// <summary>Below so many of these there is a warning; absent: never.</summary>
    public long? LowCreditsThreshold { get; init; }
}

internal sealed class GetCredits : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/credits", Handle)
        .Requires(Permission.CreditsRead);

    private static async Task<CreditsResponse> Handle(AppDb db, Ledger ledger, CancellationToken cancel)
    {
        var organisation = await db.Organisations.AsNoTracking().SingleAsync(cancel);
        var departments = await (
            from department in db.Departments
            from account in db.Accounts
            where account.DepartmentId == department.Id && account.Kind == AccountKind.Available
            orderby department.SearchKey
            select new DepartmentCreditsResponse
            {
                DepartmentId = department.Id,
                Name = department.Name,
                Balance = account.Balance,
                LowCreditsThreshold = department.LowCreditsThreshold,
            }).ToListAsync(cancel);
        return db.OwnPayer(organisation.CreditMode) is { } own && departments.Find(department => department.DepartmentId == own) is { } mine
            ? new CreditsResponse { Balance = mine.Balance, LowCreditsThreshold = mine.LowCreditsThreshold, Departments = departments }
            : new CreditsResponse
            {
                Balance = await ledger.BalanceAsync(department: null, cancel),
                LowCreditsThreshold = organisation.LowCreditsThreshold,
                Departments = departments,
            };
    }
}
