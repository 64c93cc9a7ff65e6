using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

/// <summary>An admin's are all of the organisation, anybody else's their own.</summary>
internal sealed class ListDepartments : IEndpoint
{
    private static readonly Sorting<Department> Sorting = new(
        Sorting<Department>.By("name", department => department.SearchKey),
        Sorting<Department>.By("createdAt", department => department.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/departments", Handle)
        .Requires(Permission.OrganisationRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor, HttpErrors.SearchTooBroad);

    private static Task<Page<DepartmentResponse>> Handle([AsParameters] PageRequest page, string? search, AppDb db, CancellationToken cancel) =>
        Sorting.PageAsync(db.Departments.AsNoTracking(), page, search, DepartmentResponse.From, cancel);
}
