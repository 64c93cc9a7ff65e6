using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.People;

/// <summary>Links teachers and candidates, many to many (T).</summary>
public sealed class Group : TenantOwned, IIdentified, ISearchable
{
    private Group()
    {
    }

    public static string IdPrefix => "grp";

    public Id<Group> Id { get; private set; }

    public string Name { get; private set; } = null!;

    public string SearchKey { get; private set; } = null!;

    /// <summary>Its <c>sourcedId</c> in the school's own system, of a OneRoster import; unique in the organisation.</summary>
    public string? ExternalId { get; private set; }

    /// <summary>The group is this department's, with candidates of this department; absent: the organisation's, with anybody's.</summary>
    public Id<Department>? DepartmentId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static Group Create(string name, Id<Department>? department, DateTimeOffset now)
    {
        var group = new Group { Id = Id<Group>.New(), CreatedAt = now };
        group.Change(name, department);
        return group;
    }

    public void Change(string name, Id<Department>? department)
    {
        Name = name;
        SearchKey = Domain.SearchKey.Of(name);
        DepartmentId = department;
    }

    /// <exception cref="DomainException"><c>other_department</c></exception>
    public void RequireOpenTo(Id<Department>? department)
    {
        if (DepartmentId is not null && DepartmentId != department)
        {
            throw new DomainException(PeopleErrors.OtherDepartment);
        }
    }
}

public sealed class GroupCandidate : TenantOwned
{
    public Id<Group> GroupId { get; init; }

    public Id<Candidate> CandidateId { get; init; }
}

public sealed class GroupTeacher : TenantOwned
{
    public Id<Group> GroupId { get; init; }

    public Id<User> UserId { get; init; }
}
