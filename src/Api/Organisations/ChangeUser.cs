using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

public sealed record ChangeUserRequest
{
    [Required, StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    [EmailAddress, StringLength(254)]
    public required string Email { get; init; }

    [Length(1, 10)]
    public required IReadOnlyList<Role> Roles { get; init; }

    /// <summary>Whoever moves to another department leaves the groups of the old one.</summary>
    public Id<Department>? DepartmentId { get; init; }

    /// <summary>The fields of study whose tests the user sees; absent: every test.</summary>
    [Length(1, 50), FieldsOfStudy]
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary><c>deactivated</c>: cannot sign in, and is signed out everywhere. <c>active</c>: can again.</summary>
    public required UserStatus Status { get; init; }

    internal static ChangeUserRequest From(User user) => new()
    {
        Name = user.Name,
        Email = user.Email,
        Roles = user.Roles,
        DepartmentId = user.DepartmentId,
        Fields = user.Fields,
        Status = user.Status,
    };
}

internal sealed class ChangeUser : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/users/{userId}", Handle)
        .AcceptsPatchOf<ChangeUserRequest>()
        .Requires(Permission.UsersWrite)
        .Fails(
            HttpErrors.NotFound, HttpErrors.Stale, HttpErrors.Invalid, HttpErrors.InsufficientScope, OrganisationErrors.EmailTaken,
            OrganisationErrors.LastAdmin, OrganisationErrors.RolesAndDepartment, LicensingErrors.RolesNotAvailable, LicensingErrors.TeacherLicenceFull,
            OrganisationErrors.UserNotDeactivated);

    private static Task<UserResponse> Handle(
        Id<User> userId, JsonElement patch, HttpContext http, AppDb db, MergePatch merge, Caller caller, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var licence = await db.HoldLicenceKindAsync(clock.Now, cancel);
                var user = await db.Users.Where(user => user.Id == userId).RequireAsync(cancel);
                http.CheckIfMatch(db, user);
                db.RequireManaged(user);
                var request = merge.Apply(ChangeUserRequest.From(user), patch);
                if (!request.Roles.ToHashSet().SetEquals(user.Roles))
                {
                    caller.RequireGrantable(request.Roles);
                    licence.RequireRoles(request.Roles);
                }

                if (user.Status == UserStatus.Deactivated && request.Status != UserStatus.Deactivated)
                {
                    licence.RequireAnotherUser(await db.CountUsersAsync(cancel));
                    licence.RequireRoles(request.Roles);
                }

                if (!SameFields(request.Fields, user.Fields))
                {
                    db.RequireGrantable(request.Fields);
                    user.BindTo(request.Fields);
                }

                if (user.EndsAsAdmin(request.Roles, request.Status))
                {
                    await db.RequireAnotherAdminAsync(user, cancel);
                }

                if (User.KeyOf(request.Email) != user.EmailKey)
                {
                    await EndLinksAsync(user.Id, db, cancel);
                }

                user.Change(request.Name, request.Email);
                user.Assign(request.Roles, await db.MoveAsync(user.DepartmentId, request.DepartmentId, cancel));
                user.Become(request.Status);
                await LeaveGroupsAsync(user, db, cancel);
                audit.Log("user.changed", user.Id);
                await db.SaveChangesAsync(cancel);
                http.SetETag(db, user);
                return UserResponse.From(user);
            },
            cancel);

    private static bool SameFields(IReadOnlyList<string>? one, IReadOnlyList<string>? other) =>
        one is null || other is null ? one == other : one.ToHashSet().SetEquals(other);

    // What was mailed to the old address is not for the new one's owner.
    private static async Task EndLinksAsync(Id<User> user, AppDb db, CancellationToken cancel)
    {
        await db.Activations.Where(activation => activation.UserId == user).ExecuteDeleteAsync(cancel);
        await db.PasswordResets.Where(reset => reset.UserId == user).ExecuteDeleteAsync(cancel);
    }

    private static Task<int> LeaveGroupsAsync(User user, AppDb db, CancellationToken cancel) => db.GroupTeachers
        .Where(member => member.UserId == user.Id
            && db.Groups.Any(group => group.Id == member.GroupId && group.DepartmentId != null && group.DepartmentId != user.DepartmentId))
        .ExecuteDeleteAsync(cancel);
}
