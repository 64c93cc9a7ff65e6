namespace Cesuur.Domain.Organisations;

/// <summary>What a user is in the organisation; one user can be several (T).</summary>
public enum Role
{
    /// <summary>Manages the organisation and sees all of it.</summary>
    Admin,

    /// <summary>Manages one department and sees that department.</summary>
    DepartmentAdmin,

    /// <summary>Puts on and rates tests; sees the groups they teach.</summary>
    Teacher,

    /// <summary>Rates writing and speaking without seeing whose it is; sees no candidate.</summary>
    Rater,

    /// <summary>Checks identity and runs a session; sees no candidate outside their sessions.</summary>
    Invigilator,
}

/// <summary>The table of role × permission. Admins redeem credits and see the transactions, teachers see the balance (T); a department admin sees the department's (ours).</summary>
public static class RolePermissions
{
    private static readonly Permission[] Anyone = [Permission.OrganisationRead, Permission.TestsRead];

    private static readonly Permission[] Teacher =
    [
        .. Anyone, Permission.UsersRead, Permission.CandidatesRead, Permission.CandidatesWrite, Permission.CreditsRead,
        Permission.InvitationsRead, Permission.InvitationsWrite, Permission.SittingsRead, Permission.SittingsWrite,
        Permission.SessionsRead, Permission.SessionsWrite, Permission.RatingsWrite,
        Permission.ResultsRead, Permission.ReportsWrite,
    ];

    private static readonly Permission[] DepartmentAdmin =
        [.. Teacher, Permission.UsersWrite, Permission.CandidatesManage, Permission.TransactionsRead];

    private static readonly Dictionary<Role, HashSet<string>> Table = new()
    {
        [Role.Admin] = Names(Permission.All),
        [Role.DepartmentAdmin] = Names(DepartmentAdmin),
        [Role.Teacher] = Names(Teacher),
        [Role.Rater] = Names([.. Anyone, Permission.TasksRate]),
        [Role.Invigilator] = Names(
            [.. Anyone, Permission.CandidatesRead, Permission.InvitationsRead, Permission.SittingsRead, Permission.SittingsWrite, Permission.SessionsRead]),
    };

    /// <summary>Somebody with several roles may what any of them may.</summary>
    public static IReadOnlySet<string> Of(IEnumerable<Role> roles) => roles.SelectMany(role => Table[role]).ToHashSet();

    private static HashSet<string> Names(IEnumerable<Permission> permissions) => [.. permissions.Select(permission => permission.Name)];
}
