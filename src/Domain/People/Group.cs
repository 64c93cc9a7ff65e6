using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.People;

/// <summary>Links teachers and candidates, many to many (T).</summary>
public sealed class Group : TenantOwned, IIdentified
{
    private Group()
    {
    }

    public static string IdPrefix => "grp";

    public Id<Group> Id { get; private set; }

    public string Name { get; private set; } = null!;

    public string SearchKey { get; private set; } = null!;

    public DateTimeOffset CreatedAt { get; private set; }

    public static Group Create(string name, DateTimeOffset now)
    {
        var group = new Group { Id = Id<Group>.New(), CreatedAt = now };
        group.Rename(name);
        return group;
    }

    public void Rename(string name)
    {
        Name = name;
        SearchKey = Domain.SearchKey.Of(name);
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
