using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Organisations;

/// <summary>Needs a licence of the kind <c>departments</c> (T).</summary>
internal sealed class CreateDepartment : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/departments", Handle)
        .Requires(Permission.DepartmentsWrite)
        .Fails(LicensingErrors.DepartmentsNotLicensed, OrganisationErrors.DepartmentNameTaken, HttpErrors.Invalid);

    private static Task<Created<DepartmentResponse>> Handle(
        DepartmentRequest request, HttpContext http, AppDb db, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                (await db.HoldLicenceKindAsync(clock.Now, cancel)).RequireDepartments();
                var department = Department.Create(request.Name, clock.Now);
                department.WarnBelow(request.LowCreditsThreshold);
                db.Departments.Add(department);
                audit.Log("department.created", department.Id);
                await db.SaveChangesAsync(cancel);
                http.SetETag(db, department);
                return TypedResults.Created($"/v1/departments/{department.Id}", DepartmentResponse.From(department));
            },
            cancel);
}
