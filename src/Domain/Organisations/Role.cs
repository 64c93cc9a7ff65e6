namespace Cesuur.Domain.Organisations;

/// <summary>What a user is in the organisation; one user can be several (T).</summary>
public enum Role
{
    Admin,
    Teacher,
}

/// <summary>The table of role × permission. Admins redeem credits and see the transactions, teachers see the balance (T).</summary>
public static class RolePermissions
{
    private static readonly HashSet<string> Teacher =
    [
        .. new[]
        {
            Permission.OrganisationRead, Permission.UsersRead, Permission.CandidatesRead, Permission.CandidatesWrite,
            Permission.CreditsRead, Permission.TestsRead, Permission.InvitationsRead, Permission.InvitationsWrite,
            Permission.SittingsRead, Permission.RatingsWrite, Permission.ResultsRead, Permission.ReportsWrite,
        }.Select(permission => permission.Name),
    ];

    private static readonly HashSet<string> Admin = [.. Permission.All.Select(permission => permission.Name)];

    public static IReadOnlySet<string> Of(IEnumerable<Role> roles) =>
        roles.Contains(Role.Admin) ? Admin : Teacher;
}
