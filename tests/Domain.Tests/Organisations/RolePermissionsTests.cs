using System.Text.Json;
using Cesuur.Domain.Organisations;
using Cesuur.Testing;

namespace Cesuur.Domain.Tests.Organisations;

public sealed class RolePermissionsTests
{
    [Fact]
    public void The_table_of_roles_and_permissions_in_the_docs_is_the_code()
    {
        var roles = Enum.GetValues<Role>();
        var table = string.Join('\n',
        [
            $"| permission | {string.Join(" | ", roles.Select(role => JsonNamingPolicy.SnakeCaseLower.ConvertName(role.ToString())))} |",
            $"|---|{string.Concat(roles.Select(_ => ":-:|"))}",
            .. Permission.All.Select(permission =>
                $"| `{permission}` | {string.Join(" | ", roles.Select(role => RolePermissions.Of([role]).Contains(permission.Name) ? "yes" : "–"))} |"),
        ]);

        Assert.True(Repository.Read("docs/permissions.md").Contains($"\n{table}\n", StringComparison.Ordinal), $"docs/permissions.md has another table than:\n{table}");
    }

    [Fact]
    public void Somebody_with_two_roles_may_what_either_may() =>
        Assert.Superset(
            RolePermissions.Of([Role.Teacher]).ToHashSet(),
            RolePermissions.Of([Role.Teacher, Role.Admin]).ToHashSet());

    [Fact]
    public void No_role_reaches_the_platform() =>
        Assert.All(Enum.GetValues<Role>(), role => Assert.DoesNotContain(Permission.Platform.Name, RolePermissions.Of([role])));
}
