namespace Cesuur.Domain.Organisations;

/// <summary>A part of an organisation whose licence is of the kind <c>departments</c> (T).</summary>
public sealed class Department : TenantOwned, IIdentified, ISearchable
{
    private Department()
    {
    }

    public static string IdPrefix => "dep";

    public Id<Department> Id { get; private set; }

    public string Name { get; private set; } = null!;

    public string SearchKey { get; private set; } = null!;

    /// <summary>Below so many credits of its own its department admins and the admins are warned; absent: never.</summary>
    public long? LowCreditsThreshold { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static Department Create(string name, DateTimeOffset now)
    {
        var department = new Department { Id = Id<Department>.New(), CreatedAt = now };
        department.Rename(name);
        return department;
    }

    public void WarnBelow(long? credits) => LowCreditsThreshold = credits;

    public void Rename(string name)
    {
        Name = name;
        SearchKey = Domain.SearchKey.Of(name);
    }
}
