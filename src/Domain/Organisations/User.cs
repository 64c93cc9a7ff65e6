namespace Cesuur.Domain.Organisations;

public enum UserStatus
{
    /// <summary>Created; has not yet set a password by the mailed link.</summary>
    Invited,
    Active,
    Deactivated,
}

/// <summary>A member of the organisation who signs in: an admin, a teacher, or both (T).</summary>
public sealed class User : TenantOwned, IIdentified, ISearchable
{
    private User()
    {
    }

    public static string IdPrefix => "usr";

    public Id<User> Id { get; private set; }

    public string Name { get; private set; } = null!;

    public string Email { get; private set; } = null!;

    /// <summary>The address as it is compared: lower case.</summary>
    public string EmailKey { get; private set; } = null!;

    public string SearchKey { get; private set; } = null!;

    /// <summary>Its <c>sourcedId</c> in the school's own system, of a OneRoster import; unique in the organisation.</summary>
    public string? ExternalId { get; private set; }

    public Role[] Roles { get; private set; } = null!;

    /// <summary>Where the user belongs; absent: to no department.</summary>
    public Id<Department>? DepartmentId { get; private set; }

    /// <summary>The fields of study whose tests the user sees (E), ticked on their own form; absent: every test.</summary>
    public string[]? Fields { get; private set; }

    public UserStatus Status { get; private set; }

    public string? PasswordHash { get; private set; }

    /// <summary>The language of mails to the user, <c>nl</c> or <c>en</c>.</summary>
    public string Language { get; private set; } = null!;

    /// <summary>Which sessions count: those of this epoch. Raising it ends all of them at once.</summary>
    public int SessionEpoch { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static User Invite(string name, string email, IEnumerable<Role> roles, Id<Department>? department, DateTimeOffset now, string language = "nl")
    {
        var user = new User { Id = Id<User>.New(), Status = UserStatus.Invited, Language = language, CreatedAt = now };
        user.Change(name, email);
        user.Assign(roles, department);
        return user;
    }

    public bool IsAdmin => Roles.Contains(Role.Admin) && Status != UserStatus.Deactivated;

    /// <summary>Whether the organisation loses an admin when the user gets these roles and this status.</summary>
    public bool EndsAsAdmin(IReadOnlyCollection<Role> roles, UserStatus status) =>
        IsAdmin && (!roles.Contains(Role.Admin) || status == UserStatus.Deactivated);

    public void Change(string name, string email)
    {
        Name = name;
        SearchKey = Domain.SearchKey.Of(name);
        Email = email;
        EmailKey = KeyOf(email);
    }

    /// <summary>A department admin has a department (T); an admin, who sees all of them, has none (ours).</summary>
    public void Assign(IEnumerable<Role> roles, Id<Department>? department)
    {
        Role[] assigned = [.. roles.Distinct().Order()];
        if (assigned.Contains(Role.DepartmentAdmin) && department is null)
        {
            throw new DomainException(OrganisationErrors.RolesAndDepartment, "A department admin has a department.");
        }

        if (assigned.Contains(Role.Admin) && department is not null)
        {
            throw new DomainException(OrganisationErrors.RolesAndDepartment, "An admin has no department.");
        }

        Roles = assigned;
        DepartmentId = department;
    }

    /// <summary>To the tests of these fields of study; null: to all.</summary>
    public void BindTo(IEnumerable<string>? fields) => Fields = fields is null ? null : [.. fields.Distinct().Order(StringComparer.Ordinal)];

    public void LinkTo(string externalId) => ExternalId = externalId;

    public static string KeyOf(string email) => email.Trim().ToLowerInvariant();

    public void Activate(string passwordHash)
    {
        if (Status != UserStatus.Invited)
        {
            throw new DomainException(OrganisationErrors.ActivationInvalid);
        }

        PasswordHash = passwordHash;
        Status = UserStatus.Active;
    }

    public void ChangeOwnData(string name, string language)
    {
        Change(name, Email);
        Language = language;
    }

    /// <summary>Ends every session: whoever knew the old password is out.</summary>
    public void ChangePassword(string passwordHash)
    {
        PasswordHash = passwordHash;
        EndSessions();
    }

    public void EndSessions() => SessionEpoch++;

    /// <summary>Deactivated, or let in again; a user becomes active at first by setting a password.</summary>
    /// <exception cref="DomainException"><c>user_not_deactivated</c></exception>
    public void Become(UserStatus status)
    {
        if (status == Status)
        {
            return;
        }

        if (status == UserStatus.Deactivated)
        {
            Deactivate();
        }
        else
        {
            Reactivate();
        }
    }

    /// <summary>Signs the user out everywhere and lets them in no more.</summary>
    public void Deactivate()
    {
        Status = UserStatus.Deactivated;
        EndSessions();
    }

    /// <summary>Lets the user in again, or invites them again when they had not set a password yet.</summary>
    public void Reactivate()
    {
        if (Status != UserStatus.Deactivated)
        {
            throw new DomainException(OrganisationErrors.UserNotDeactivated);
        }

        Status = PasswordHash is null ? UserStatus.Invited : UserStatus.Active;
    }
}
