using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

/// <summary>The rules that every change of a user keeps.</summary>
internal static class UserManagement
{
    /// <summary>Colleagues are seen by a teacher who teaches the same group, but managed by an admin of theirs only.</summary>
    public static void RequireManaged(this AppDb db, User user)
    {
        if (!db.Reach.IsEverything && (user.DepartmentId is null || user.DepartmentId != db.Reach.Department))
        {
            throw new DomainException(HttpErrors.InsufficientScope, "Only an admin of the user's department, or of the organisation, does this.");
        }
    }

    /// <summary>Nobody gives somebody else more than they have themselves.</summary>
    public static void RequireGrantable(this Caller caller, IEnumerable<Role> roles)
    {
        if (!RolePermissions.Of(roles).IsSubsetOf(caller.Permissions))
        {
            throw HttpErrors.Member("/roles", "role_not_grantable", "This credential has not got all that the role may do.");
        }
    }

    /// <summary>Nor sight of tests that they do not see themselves.</summary>
    public static void RequireGrantable(this AppDb db, IReadOnlyList<string>? fields)
    {
        if (db.Reach.Fields is { } own && (fields is null || fields.Except(own).Any()))
        {
            throw HttpErrors.Member("/fields", "field_not_grantable", "The caller does not see the tests of all these fields.");
        }
    }

    /// <summary>Those who count for a licence: active or invited.</summary>
    public static Task<int> CountUsersAsync(this AppDb db, CancellationToken cancel) =>
        db.Users.BeyondReach().CountAsync(user => user.Status != UserStatus.Deactivated, cancel);

    /// <summary>Somebody who can sign in must remain to manage the organisation, which is held, so that the last two cannot remove each other.</summary>
    /// <exception cref="DomainException"><c>last_admin</c></exception>
    public static async Task RequireAnotherAdminAsync(this AppDb db, User leaving, CancellationToken cancel)
    {
        var others = await db.Users.BeyondReach().AsNoTracking()
            .Where(user => user.Id != leaving.Id && user.Status != UserStatus.Deactivated).ToListAsync(cancel);
        if (!others.Any(user => user.IsAdmin && (user.Status == UserStatus.Active || leaving.Status == UserStatus.Invited)))
        {
            throw new DomainException(OrganisationErrors.LastAdmin);
        }
    }
}
