namespace Cesuur.Domain.Catalogue;

/// <summary>A language test of a publisher: one skill, usually one level; its content is in its versions.</summary>
public sealed class Test : TenantOwned, IIdentified
{
    private Test()
    {
    }

    public static string IdPrefix => "test";

    public Id<Test> Id { get; private set; }

    public string Title { get; private set; } = null!;

    public string SearchKey { get; private set; } = null!;

    public Skill Skill { get; private set; }

    public Level? Level { get; private set; }

    /// <summary>A <see cref="FieldOfStudy"/>; absent: of none.</summary>
    public string? Field { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static Test Create(string title, Skill skill, Level? level, DateTimeOffset now, string? field = null) => new()
    {
        Id = Id<Test>.New(),
        Title = title,
        SearchKey = Domain.SearchKey.Of(title),
        Skill = skill,
        Level = level,
        Field = field,
        CreatedAt = now,
    };
}
