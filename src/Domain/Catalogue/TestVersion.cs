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

/// <summary>What an author sets for a version beside its content, its cut score and its conversion table.</summary>
public sealed record VersionSettings
{
    /// <summary>Absent until it is set: a version without a time is not published.</summary>
    public int? DurationSeconds { get; init; }

    /// <summary>Whether the candidate may submit before the time is over (T: reading and writing).</summary>
    public bool CanFinishEarly { get; init; }

    public ResultPolicy ResultPolicy { get; init; }

    public VersionPolicies Policies { get; init; } = new();
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

    /// <summary>Absent at a draft whose time is not set yet.</summary>
    public int? DurationSeconds { get; private set; }

    /// <summary>Whether the candidate may submit before the time is over (T: reading and writing).</summary>
    public bool CanFinishEarly { get; private set; }

    /// <summary>The smallest number of points that passes; absent at a draft for which none is set yet.</summary>
    public int? CutScore { get; private set; }

    /// <summary>Absent: results have no scale score.</summary>
    public ConversionTable? ConversionTable { get; private set; }

    public decimal MaxPoints { get; private set; }

    public ResultPolicy ResultPolicy { get; private set; }

    public VersionPolicies Policies { get; private set; } = null!;

    /// <summary>SHA-256 of the content and all that is set for it, as it was published.</summary>
    public byte[]? ContentHash { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? PublishedAt { get; private set; }

    public DateTimeOffset? RetiredAt { get; private set; }

    public TimeSpan Duration => TimeSpan.FromSeconds(DurationSeconds ?? 0);

    public static TestVersion Draft(Id<Test> test, int number, TestContent content, VersionSettings settings, int? cutScore, DateTimeOffset now)
    {
        var version = new TestVersion
        {
            Id = Id<TestVersion>.New(),
            TestId = test,
            Number = number,
            State = VersionState.Draft,
            Content = content.WithItemIds(now),
            CutScore = cutScore,
            CreatedAt = now,
        };
        version.Set(settings);
        return version;
    }

    /// <summary>A draft that begins as a copy, with the same items by the same ids, so that analyses can follow them.</summary>
    public TestVersion CopyAs(int number, DateTimeOffset now)
    {
        var copy = Draft(TestId, number, Content, Settings, CutScore, now);
        copy.ConversionTable = ConversionTable;
        return copy;
    }

    public VersionSettings Settings => new()
    {
        DurationSeconds = DurationSeconds,
        CanFinishEarly = CanFinishEarly,
        ResultPolicy = ResultPolicy,
        Policies = Policies,
    };

    /// <summary>Replaces the content; items without an id get one.</summary>
    public void Write(TestContent content, DateTimeOffset now)
    {
        RequireDraft();
        Content = content.WithItemIds(now);
        CountPoints();
    }

    public void Set(VersionSettings settings)
    {
        RequireDraft();
        DurationSeconds = settings.DurationSeconds;
        CanFinishEarly = settings.CanFinishEarly;
        ResultPolicy = settings.ResultPolicy;
        Policies = settings.Policies;
        CountPoints();
    }

    /// <summary>After publication a cut score changes by a correction that a second person decides on (N art. 5–6; P §4).</summary>
    public void SetCutScore(int? cutScore)
    {
        RequireDraft();
        CutScore = cutScore;
    }

    public void SetConversionTable(ConversionTable? table)
    {
        RequireDraft();
        ConversionTable = table;
    }

    /// <summary>Everything that stands in the way of publishing.</summary>
    public IReadOnlyList<ErrorDetail> Obstacles(Test test, IReadOnlyDictionary<Id<Media>, Media> media) =>
        PublicationCheck.Of(Content, CutScore, Duration, ResultPolicy, test.Level, test.Programme, ConversionTable, Policies, media);

    /// <summary>Checks everything and makes the version immutable, or refuses with every obstacle listed.</summary>
    /// <param name="test">The test that it is a version of.</param>
    /// <param name="media">The publisher's, as far as the content names them.</param>
    /// <param name="contentHash">Of the content and its settings.</param>
    /// <param name="now">The time.</param>
    public void Publish(Test test, IReadOnlyDictionary<Id<Media>, Media> media, byte[] contentHash, DateTimeOffset now)
    {
        RequireDraft();
        var obstacles = Obstacles(test, media);
        if (obstacles.Count > 0)
        {
            throw new DomainException(CatalogueErrors.NotPublishable, errors: obstacles);
        }

        ContentHash = contentHash;
        State = VersionState.Published;
        PublishedAt = now;
    }

    /// <summary>No sitting begins with it any more; those that did go on, and are rated.</summary>
    public void Retire(DateTimeOffset now)
    {
        if (State != VersionState.Published)
        {
            throw new DomainException(CatalogueErrors.NotPublished, $"The version is {State}.");
        }

        State = VersionState.Retired;
        RetiredAt = now;
    }

    private void CountPoints() => MaxPoints = Policies.MaxPointsOf(Content);

    public void RequireDraft()
    {
        if (State != VersionState.Draft)
        {
            throw new DomainException(CatalogueErrors.NotADraft);
        }
    }
}
