using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Tests.Licensing;

public sealed class LicenceLimitsTests
{
    [Theory]
    [InlineData(LicenceKind.Teacher, true, Role.Admin, Role.Teacher)]
    [InlineData(LicenceKind.Teacher, true, Role.Admin, Role.Teacher, Role.Invigilator)]
    [InlineData(LicenceKind.Teacher, false, Role.Admin)]
    [InlineData(LicenceKind.Teacher, false, Role.Teacher)]
    [InlineData(LicenceKind.Teacher, false, Role.Admin, Role.Teacher, Role.DepartmentAdmin)]
    [InlineData(LicenceKind.Organisation, true, Role.Teacher)]
    [InlineData(LicenceKind.Organisation, true, Role.Rater)]
    [InlineData(LicenceKind.Organisation, false, Role.DepartmentAdmin)]
    [InlineData(LicenceKind.Departments, true, Role.DepartmentAdmin)]
    [InlineData(LicenceKind.Departments, true, Role.Admin)]
    public void A_licence_allows_users_with_these_roles(LicenceKind kind, bool allowed, params Role[] roles) =>
        Assert.Equal(allowed ? null : LicensingErrors.RolesNotAvailable, ErrorOf(() => kind.RequireRoles(roles)));

    [Theory]
    [InlineData(LicenceKind.Teacher, 0, true)]
    [InlineData(LicenceKind.Teacher, 1, false)]
    [InlineData(LicenceKind.Organisation, 1, true)]
    [InlineData(LicenceKind.Departments, 10_000, true)]
    public void A_teacher_licence_has_one_user_and_the_others_any_number(LicenceKind kind, int users, bool allowed) =>
        Assert.Equal(allowed ? null : LicensingErrors.TeacherLicenceFull, ErrorOf(() => kind.RequireAnotherUser(users)));

    [Theory]
    [InlineData(LicenceKind.Teacher, false)]
    [InlineData(LicenceKind.Organisation, false)]
    [InlineData(LicenceKind.Departments, true)]
    public void Departments_are_for_one_kind_alone(LicenceKind kind, bool allowed) =>
        Assert.Equal(allowed ? null : LicensingErrors.DepartmentsNotLicensed, ErrorOf(() => kind.RequireDepartments()));

    // Users, admins and teachers both, department admins, departments: what is in the way of a kind.
    [Theory]
    [InlineData(LicenceKind.Departments, 9, 1, 3, 4)]
    [InlineData(LicenceKind.Organisation, 9, 1, 0, 0)]
    [InlineData(LicenceKind.Organisation, 9, 1, 0, 4, "departments_in_use 4")]
    [InlineData(LicenceKind.Organisation, 9, 1, 3, 4, "departments_in_use 4", "roles_not_available 3")]
    [InlineData(LicenceKind.Teacher, 0, 0, 0, 0)]
    [InlineData(LicenceKind.Teacher, 1, 1, 0, 0)]
    [InlineData(LicenceKind.Teacher, 1, 0, 0, 0, "roles_not_available 1")]
    [InlineData(LicenceKind.Teacher, 2, 2, 0, 0, "users_above_limit 2")]
    [InlineData(LicenceKind.Teacher, 9, 1, 3, 4, "departments_in_use 4", "roles_not_available 3", "users_above_limit 9", "roles_not_available 8")]
    public void A_kind_that_has_no_room_tells_all_that_is_in_the_way(
        LicenceKind kind, int users, int adminTeachers, int departmentAdmins, int departments, params string[] obstacles)
    {
        var refused = Record.Exception(() => kind.RequireRoomFor(new LicenceUse(users, adminTeachers, departmentAdmins, departments)));

        var told = (refused as DomainException)?.Errors ?? [];
        Assert.Equal(obstacles, told.Select(error => $"{error.Code} {error.Detail.First(char.IsDigit)}"));
        Assert.All(told, error => Assert.Equal("/kind", error.Pointer));
    }

    private static DomainError? ErrorOf(Action rule) => (Record.Exception(rule) as DomainException)?.Error;
}
