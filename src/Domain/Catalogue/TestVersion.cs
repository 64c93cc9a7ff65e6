using Cesuur.Domain.Results;

namespace Cesuur.Domain.Catalogue;

public enum VersionState
{
    Draft,

    /// <summary>Immutable; sittings hold the version they began with.</summary>
    Published,

    /// <summary>No new sittings.</summary>
    Retired,
}

/// <summary>One content of a test, with its time, its cut score and how its result is expressed.</summary>
public sealed class TestVersion : TenantOwned, IIdentified
{
    private TestVersion()
    {
    }

    public static string IdPrefix => "ver";

    public Id<TestVersion> Id { get; private set; }

    public Id<Test> TestId { get; private set; }

    public int Number { get; private set; }

    public VersionState State { get; private set; }

    public TestContent Content { get; private set; } = null!;

    public int DurationSeconds { get; private set; }

    /// <summary>Whether the candidate may submit before the time is over (T: reading and writing).</summary>
    public bool CanFinishEarly { get; private set; }

    /// <summary>The smallest number of points that passes.</summary>
    public int CutScore { get; private set; }

    public int MaxPoints { get; private set; }

    public ResultPolicy ResultPolicy { get; private set; }

    /// <summary>SHA-256 of the content as it was published.</summary>
    public byte[]? ContentHash { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? PublishedAt { get; private set; }

    public TimeSpan Duration => TimeSpan.FromSeconds(DurationSeconds);

    public static TestVersion Draft(
        Id<Test> test, int number, TestContent content, TimeSpan duration, bool canFinishEarly, int cutScore, ResultPolicy resultPolicy, DateTimeOffset now) => new()
        {
            Id = Id<TestVersion>.New(),
            TestId = test,
            Number = number,
            State = VersionState.Draft,
            Content = content,
            DurationSeconds = (int)duration.TotalSeconds,
            CanFinishEarly = canFinishEarly,
            CutScore = cutScore,
            MaxPoints = content.MaxPoints,
            ResultPolicy = resultPolicy,
            CreatedAt = now,
        };

    /// <summary>Checks everything and makes the version immutable, or refuses with every obstacle listed.</summary>
    public void Publish(Level? level, byte[] contentHash, DateTimeOffset now)
    {
        if (State != VersionState.Draft)
        {
            throw new DomainException(CatalogueErrors.NotADraft);
        }

        var obstacles = PublicationCheck.Of(Content, CutScore, Duration, ResultPolicy, level);
        if (obstacles.Count > 0)
        {
            throw new DomainException(CatalogueErrors.NotPublishable, errors: obstacles);
        }

        ContentHash = contentHash;
        State = VersionState.Published;
        PublishedAt = now;
    }
}
