namespace Cesuur.Domain.Catalogue;

/// <summary>What an author says of a test.</summary>
public sealed record TestDetails
{
    public required string Title { get; init; }

    public required Skill Skill { get; init; }

    public Level? Level { get; init; }

    /// <summary>A <see cref="FieldOfStudy"/>; absent: of none.</summary>
    public string? Field { get; init; }

    /// <summary>The programme of the state exam; absent: of none.</summary>
    public Programme? Programme { get; init; }
}

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

    public Programme? Programme { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public TestDetails Details => new() { Title = Title, Skill = Skill, Level = Level, Field = Field, Programme = Programme };

    public static Test Create(TestDetails details, DateTimeOffset now)
    {
        var test = new Test { Id = Id<Test>.New(), CreatedAt = now };
        test.Change(details);
        return test;
    }

    public void Change(TestDetails details)
    {
        Title = details.Title;
        SearchKey = Domain.SearchKey.Of(details.Title);
        Skill = details.Skill;
        Level = details.Level;
        Field = details.Field;
        Programme = details.Programme;
    }

    /// <summary>Once a version is published, results rest on what the test measures: only its title and field change still.</summary>
    public void ChangePublished(TestDetails details)
    {
        if ((details.Skill, details.Level, details.Programme) != (Skill, Level, Programme))
        {
            throw new DomainException(CatalogueErrors.TestPublished);
        }

        Change(details);
    }
}
