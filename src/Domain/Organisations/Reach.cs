namespace Cesuur.Domain.Organisations;

/// <summary>
/// What of an organisation somebody sees (T): an admin all of it, a department admin a department, a teacher
/// the groups they teach, an invigilator their sessions. Somebody with several roles sees what any of them does by which they may do
/// what they are about to. What is out of reach is not there: <see cref="Id{T}.None"/> stands for what somebody has not got, since no row has it.
/// </summary>
public sealed record Reach
{
    /// <summary>All of the organisation: an admin, a key that is not a department's, the platform's own work.</summary>
    public static readonly Reach Everything = new() { IsEverything = true, SeesUnestablished = true };

    private Reach()
    {
    }

    public bool IsEverything { get; private init; }

    /// <summary>The department that is seen whole.</summary>
    public Id<Department> Department { get; private init; }

    /// <summary>The department that somebody belongs to, whether they see it whole or not.</summary>
    public Id<Department> Home { get; private init; }

    /// <summary>Whose groups are seen.</summary>
    public Id<User> Teacher { get; private init; }

    /// <summary>Whose sessions are seen, with those who are registered for them.</summary>
    public Id<User> Invigilator { get; private init; }

    /// <summary>The user, who sees at least their own account and what they asked for themselves.</summary>
    public Id<User> User { get; private init; }

    /// <summary>The fields of study whose tests are seen (E); null: every test.</summary>
    public string[]? Fields { get; private init; }

    /// <summary>Whether results are seen before the board has established them: by the board, and by the platform's own work.</summary>
    public bool SeesUnestablished { get; private init; }

    /// <param name="user">Who.</param>
    /// <param name="roles">All that they have.</param>
    /// <param name="department">Where they belong; absent: nowhere.</param>
    /// <param name="permission">What it is for: a role by which that may not be done shows nothing to do it to. Absent: no role is needed.</param>
    public static Reach Of(Id<User> user, IReadOnlyCollection<Role> roles, Id<Department>? department, Permission? permission)
    {
        bool Counts(Role role) => roles.Contains(role) && (permission is null || RolePermissions.Of([role]).Contains(permission.Name));

        return new Reach
        {
            IsEverything = Counts(Role.Admin),
            Department = Counts(Role.DepartmentAdmin) ? department ?? Id<Department>.None : Id<Department>.None,
            Home = department ?? Id<Department>.None,
            Teacher = Counts(Role.Teacher) ? user : Id<User>.None,
            Invigilator = Counts(Role.Invigilator) ? user : Id<User>.None,
            User = user,
        };
    }

    /// <summary>A key's: its department, or everything when it is of none.</summary>
    public static Reach OfKey(Id<Department>? department) =>
        department is { } only ? new Reach { Department = only, Home = only } : Everything;

    /// <summary>The same, with the tests of these fields only.</summary>
    public Reach Within(string[]? fields) => this with { Fields = fields };

    /// <summary>The same, for somebody with these permissions: the board alone sees results that are not established.</summary>
    public Reach With(IReadOnlySet<string> permissions) => this with { SeesUnestablished = permissions.Contains(Permission.BoardWrite.Name) };
}
