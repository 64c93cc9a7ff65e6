using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

/// <summary>The users that the caller sees. <c>search</c> is the beginning of the name.</summary>
internal sealed class ListUsers : IEndpoint
{
    private static readonly Sorting<User> Sorting = new(
        Sorting<User>.By("name", user => user.SearchKey),
        Sorting<User>.By("email", user => user.EmailKey),
        Sorting<User>.By("status", user => user.Status),
        Sorting<User>.By("createdAt", user => user.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/users", Handle)
        .Requires(Permission.UsersRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor, HttpErrors.SearchTooBroad);

    private static Task<Page<UserResponse>> Handle(
        [AsParameters] PageRequest page, string? search, string? status, Id<Group>? groupId, Id<Department>? departmentId,
        AppDb db, CancellationToken cancel)
    {
        var users = db.Users.AsNoTracking();
        if (Filters.Enum<UserStatus>("status", status) is { } wanted)
        {
            users = users.Where(user => user.Status == wanted);
        }

        if (groupId is { } group)
        {
            users = users.Where(user => db.Groups.Any(seen => seen.Id == group)
                && db.GroupTeachers.Any(member => member.GroupId == group && member.UserId == user.Id));
        }

        if (departmentId is { } department)
        {
            users = users.Where(user => user.DepartmentId == department);
        }

        return Sorting.PageAsync(users, page, search, UserResponse.From, cancel);
    }
}
