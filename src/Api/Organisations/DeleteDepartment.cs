using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

/// <summary>Deletes a department with nothing in it; otherwise the problem says what is.</summary>
internal sealed class DeleteDepartment : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/departments/{departmentId}", Handle)
        .Requires(Permission.DepartmentsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, OrganisationErrors.DepartmentInUse);

    private static async Task<NoContent> Handle(
        Id<Department> departmentId, HttpContext http, AppDb db, Ledger ledger, Audit audit, CancellationToken cancel)
    {
        var department = await db.Departments.Where(department => department.Id == departmentId).RequireAsync(cancel);
        http.CheckIfMatch(db, department);
        var inIt = new (string What, long Count)[]
        {
            ("users", await db.Users.CountAsync(user => user.DepartmentId == departmentId, cancel)),
            ("groups", await db.Groups.CountAsync(group => group.DepartmentId == departmentId, cancel)),
            ("candidates", await db.Candidates.CountAsync(candidate => candidate.DepartmentId == departmentId, cancel)),
            ("sessions", await db.ExamSessions.CountAsync(session => session.DepartmentId == departmentId, cancel)),
            ("partner grants", await db.PartnerGrants.CountAsync(grant => grant.DepartmentId == departmentId, cancel)),
            ("api keys", await db.ApiKeys.CountAsync(key => key.DepartmentId == departmentId, cancel)),
            ("credits", await ledger.BalanceAsync(departmentId, cancel)),
            ("credit transactions", await db.CreditTransactions.CountAsync(entry => entry.DepartmentId == departmentId && entry.Account == AccountKind.Available, cancel)),
            ("charged invitations", await db.Invitations.CountAsync(invitation => invitation.ChargedDepartmentId == departmentId, cancel)),
        };
        if (inIt.Any(kind => kind.Count > 0))
        {
            throw new DomainException(
                OrganisationErrors.DepartmentInUse, $"In it are {string.Join(", ", inIt.Where(kind => kind.Count > 0).Select(kind => $"{kind.Count} {kind.What}"))}.");
        }

        db.Departments.Remove(department);
        audit.Log("department.deleted", department.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }
}
