using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Organisations;

/// <summary>What a caller can hand on: at most what they may themselves, and to a department no more than its admin may.</summary>
internal static class Scopes
{
    public static IReadOnlyList<Permission> RequireGrantable(
        this Caller caller, IReadOnlyList<string> scopes, Id<Department>? department, params IReadOnlyCollection<Permission> never)
    {
        var grantable = department is null ? caller.Permissions : caller.Permissions.Intersect(RolePermissions.Of([Role.DepartmentAdmin]));
        var names = grantable.Except(never.Select(permission => permission.Name)).ToHashSet();
        var wrong = scopes
            .Select((scope, index) => (scope, index))
            .Where(named => !names.Contains(named.scope))
            .Select(named => new ErrorDetail(
                $"/scopes/{named.index}", "scope_not_grantable", "There is no such scope, or this credential has not got it, or it cannot be handed on like this."))
            .ToList();
        return wrong.Count == 0
            ? [.. Permission.All.Where(permission => scopes.Contains(permission.Name))]
            : throw new DomainException(HttpErrors.Invalid, errors: wrong);
    }
}
