using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

public sealed record CreateUserRequest
{
    [Required, StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    [EmailAddress, StringLength(254)]
    public required string Email { get; init; }

    /// <summary>One or more: a user can be admin and teacher.</summary>
    [Length(1, 10)]
    public required IReadOnlyList<Role> Roles { get; init; }

    /// <summary>Absent: the caller's own department, or none. A department admin has one, an admin none.</summary>
    public Id<Department>? DepartmentId { get; init; }

    /// <summary>The fields of study whose tests the user sees; absent: the caller's own, or every test.</summary>
    [Length(1, 50), FieldsOfStudy]
    public IReadOnlyList<string>? Fields { get; init; }
}

public sealed record UserResponse
{
    public required Id<User> Id { get; init; }

    public required string Name { get; init; }

    public required string Email { get; init; }

    public required IReadOnlyList<Role> Roles { get; init; }

    public Id<Department>? DepartmentId { get; init; }

    /// <summary>The fields of study whose tests the user sees; absent: every test.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    public required UserStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal static UserResponse From(User user) => new()
    {
        Id = user.Id,
        Name = user.Name,
        Email = user.Email,
        Roles = user.Roles,
        DepartmentId = user.DepartmentId,
        Fields = user.Fields,
        Status = user.Status,
        CreatedAt = user.CreatedAt,
    };
}

/// <summary>Creates a user, who gets a mail with a link to set a password (T).</summary>
internal sealed class CreateUser : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/users", Handle)
        .Requires(Permission.UsersWrite)
        .Fails(
            OrganisationErrors.EmailTaken, LicensingErrors.TeacherLicenceFull, LicensingErrors.RolesNotAvailable, OrganisationErrors.RolesAndDepartment,
            HttpErrors.Invalid);

    private static Task<Created<UserResponse>> Handle(
        CreateUserRequest request, HttpContext http, AppDb db, Caller caller, NewUsers users, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                caller.RequireGrantable(request.Roles);
                var fields = request.Fields ?? db.Reach.Fields;
                db.RequireGrantable(fields);
                var department = await db.PlaceAsync(request.DepartmentId, cancel);
                var licence = await db.HoldLicenceKindAsync(clock.Now, cancel);
                licence.RequireRoles(request.Roles);
                licence.RequireAnotherUser(await db.CountUsersAsync(cancel));

                var user = User.Invite(request.Name, request.Email, request.Roles, department, clock.Now);
                user.BindTo(fields);
                await users.InviteAsync(user, cancel);
                await db.SaveChangesAsync(cancel);
                http.SetETag(db, user);
                return TypedResults.Created($"/v1/users/{user.Id}", UserResponse.From(user));
            },
            cancel);
}
