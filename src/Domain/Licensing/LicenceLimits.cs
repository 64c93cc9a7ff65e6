using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Licensing;

/// <summary>
/// What each kind of licence allows (T). A teacher's has exactly one user, who is admin and teacher;
/// departments and department admins are for the kind <c>departments</c> alone.
/// </summary>
public static class LicenceLimits
{
    private const string Pointer = "/kind";

    /// <summary>Refuses roles that no user of this kind of licence has.</summary>
    /// <exception cref="DomainException"><c>roles_not_available</c></exception>
    public static void RequireRoles(this LicenceKind kind, IReadOnlyCollection<Role> roles)
    {
        if (kind.RefusalOf(roles) is { } why)
        {
            throw new DomainException(LicensingErrors.RolesNotAvailable, why);
        }
    }

    /// <summary>Why no user of this kind of licence has these roles; null when one can have them.</summary>
    public static string? RefusalOf(this LicenceKind kind, IReadOnlyCollection<Role> roles) => kind switch
    {
        LicenceKind.Teacher when !(roles.Contains(Role.Admin) && roles.Contains(Role.Teacher)) => "The one user of a teacher licence is admin and teacher.",
        not LicenceKind.Departments when roles.Contains(Role.DepartmentAdmin) => "Department admins need a licence of the kind departments.",
        _ => null,
    };

    /// <summary>Refuses one more user, beside so many who are active or invited.</summary>
    /// <exception cref="DomainException"><c>teacher_licence_full</c></exception>
    public static void RequireAnotherUser(this LicenceKind kind, int users)
    {
        if (kind == LicenceKind.Teacher && users > 0)
        {
            throw new DomainException(LicensingErrors.TeacherLicenceFull);
        }
    }

    /// <exception cref="DomainException"><c>departments_not_licensed</c></exception>
    public static void RequireDepartments(this LicenceKind kind)
    {
        if (kind != LicenceKind.Departments)
        {
            throw new DomainException(LicensingErrors.DepartmentsNotLicensed);
        }
    }

    /// <summary>Refuses a kind that would leave users or departments without a place, and tells all that is in the way.</summary>
    /// <exception cref="DomainException"><c>licence_downgrade_refused</c></exception>
    public static void RequireRoomFor(this LicenceKind kind, LicenceUse use)
    {
        var obstacles = Obstacles(kind, use).ToList();
        if (obstacles.Count > 0)
        {
            throw new DomainException(LicensingErrors.DowngradeRefused, errors: obstacles);
        }
    }

    private static IEnumerable<ErrorDetail> Obstacles(LicenceKind kind, LicenceUse use)
    {
        if (kind != LicenceKind.Departments && use.Departments > 0)
        {
            yield return new ErrorDetail(Pointer, "departments_in_use", $"Departments in use: {use.Departments}.");
        }

        if (kind != LicenceKind.Departments && use.DepartmentAdmins > 0)
        {
            yield return new ErrorDetail(Pointer, LicensingErrors.RolesNotAvailable.Code, $"Users who are department admins: {use.DepartmentAdmins}.");
        }

        if (kind == LicenceKind.Teacher && use.Users > 1)
        {
            yield return new ErrorDetail(Pointer, "users_above_limit", $"Users who are active or invited: {use.Users}; a teacher licence has one.");
        }

        if (kind == LicenceKind.Teacher && use.Users > use.AdminTeachers)
        {
            yield return new ErrorDetail(
                Pointer, LicensingErrors.RolesNotAvailable.Code, $"Users who are not admin and teacher both: {use.Users - use.AdminTeachers}.");
        }
    }
}
