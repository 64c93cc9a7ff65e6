using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Credits;

public sealed record AllocationRequest
{
    public required Id<Department> DepartmentId { get; init; }

    /// <summary>Credits from the organisation's own balance to the department's; with a minus sign, back. Not 0.</summary>
    [Range(-1_000_000_000, 1_000_000_000)]
    public required int Amount { get; init; }
}

public sealed record AllocationResponse
{
    public required Id<Department> DepartmentId { get; init; }

    /// <summary>What moved; with a minus sign, back.</summary>
    public required int Amount { get; init; }

    /// <summary>What the department has now.</summary>
    public required long DepartmentBalance { get; init; }

    /// <summary>What the organisation has of its own now.</summary>
    public required long Balance { get; init; }
}

/// <summary>
/// Gives credits to a department, or takes them back. What a department has is spent where the organisation's
/// <c>creditMode</c> is <c>allocated</c>.
/// </summary>
internal sealed class AllocateCredits : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/credits/allocations", Handle)
        .Requires(Permission.CreditsAllocate)
        .Fails(CreditErrors.InsufficientCredits, LicensingErrors.DepartmentsNotLicensed, LicensingErrors.LicenceExpired);

    private static Task<Created<AllocationResponse>> Handle(
        AllocationRequest request, AppDb db, Ledger ledger, Caller caller, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                if (request.Amount == 0)
                {
                    throw HttpErrors.Member("/amount", "out_of_range", "Something moves, one way or the other.");
                }

                (await db.HoldLicenceKindAsync(clock.Now, cancel)).RequireDepartments();
                await db.RequireLicenceAsync(clock.Now, cancel);
                await HoldDepartmentAsync(request.DepartmentId, db, cancel);
                var posting = await ledger.PostAsync(
                    LedgerTransaction.Allocate(request.DepartmentId, request.Amount, request.Amount > 0 ? "Allocated to the department" : "Taken back from the department"),
                    caller.Actor, clock.Now, cancel);
                audit.Log("credits.allocated", request.DepartmentId);
                await db.SaveChangesAsync(cancel);
                return TypedResults.Created("/v1/credits/transactions", new AllocationResponse
                {
                    DepartmentId = request.DepartmentId,
                    Amount = request.Amount,
                    DepartmentBalance = posting.BalanceOf(request.DepartmentId),
                    Balance = posting.BalanceOf(null),
                });
            },
            cancel);

    // So that it is not deleted meanwhile, and its account with it.
    private static async Task HoldDepartmentAsync(Id<Department> department, AppDb db, CancellationToken cancel)
    {
        if (!await db.Departments.FromSql($"SELECT *, xmin FROM departments WHERE id = {department.Value} FOR KEY SHARE").AnyAsync(cancel))
        {
            throw HttpErrors.References(["/departmentId"]);
        }
    }
}
