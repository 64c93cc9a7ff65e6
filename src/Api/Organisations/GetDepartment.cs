using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Organisations;

internal sealed class GetDepartment : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/departments/{departmentId}", Handle)
        .Requires(Permission.OrganisationRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<DepartmentResponse> Handle(Id<Department> departmentId, HttpContext http, AppDb db, CancellationToken cancel)
    {
        var department = await db.Departments.Where(department => department.Id == departmentId).RequireAsync(cancel);
        http.SetETag(db, department);
        return DepartmentResponse.From(department);
    }
}
