using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Organisations;

internal sealed class ChangeDepartment : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/departments/{departmentId}", Handle)
        .AcceptsPatchOf<DepartmentRequest>()
        .Requires(Permission.DepartmentsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, OrganisationErrors.DepartmentNameTaken, HttpErrors.Invalid);

    private static async Task<DepartmentResponse> Handle(
        Id<Department> departmentId, JsonElement patch, HttpContext http, AppDb db, MergePatch merge, Audit audit, CancellationToken cancel)
    {
        var department = await db.Departments.Where(department => department.Id == departmentId).RequireAsync(cancel);
        http.CheckIfMatch(db, department);
        merge.Apply(DepartmentRequest.From(department), patch).ApplyTo(department);
        audit.Log("department.changed", department.Id);
        await db.SaveChangesAsync(cancel);
        http.SetETag(db, department);
        return DepartmentResponse.From(department);
    }
}
