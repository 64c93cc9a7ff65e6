using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Results;

/// <summary>What an item earned, as part of a result.</summary>
public sealed record ItemResult(Id<Item> ItemId, decimal Points, decimal MaxPoints);

/// <summary>The result of a sitting. Each grading adds an immutable version; the last one counts.</summary>
public sealed class Result : TenantOwned, IIdentified
{
    private Result()
    {
    }

    public static string IdPrefix => "res";

    public Id<Result> Id { get; private set; }

    public Id<Sitting> SittingId { get; private set; }

    public Id<Candidate> CandidateId { get; private set; }

    /// <summary>The candidate's department. The database keeps it so, also when the candidate moves.</summary>
    public Id<Department>? DepartmentId { get; private set; }

    public Id<Organisation> PublisherId { get; private set; }

    public Id<Test> TestId { get; private set; }

    public Id<TestVersion> VersionId { get; private set; }

    public int CurrentNumber { get; private set; }

    public DateTimeOffset GradedAt { get; private set; }

    public DateTimeOffset? ArchivedAt { get; private set; }

    public static Result For(Sitting sitting) => new()
    {
        Id = Id<Result>.New(),
        SittingId = sitting.Id,
        CandidateId = sitting.CandidateId,
        PublisherId = sitting.PublisherId,
        TestId = sitting.TestId,
        VersionId = sitting.VersionId,
    };

    /// <summary>Adds the next version, from the points per item, the version's cut score and its result policy.</summary>
    public ResultVersion Grade(TestVersion version, Level? level, IReadOnlyList<ItemResult> items, Id<SittingRating>? rating, DateTimeOffset now)
    {
        CurrentNumber++;
        GradedAt = now;
        return ResultVersion.Create(this, version, level, items, rating);
    }
}

/// <summary>One grading of a sitting; never changed once written.</summary>
public sealed class ResultVersion : TenantOwned
{
    private ResultVersion()
    {
    }

    public Id<Result> ResultId { get; private set; }

    public int Number { get; private set; }

    public Id<SittingRating>? RatingId { get; private set; }

    public decimal Points { get; private set; }

    public decimal MaxPoints { get; private set; }

    public int CutScore { get; private set; }

    public Outcome Outcome { get; private set; }

    public decimal? Mark { get; private set; }

    public Level? Level { get; private set; }

    public IReadOnlyList<ItemResult> Items { get; private set; } = null!;

    public DateTimeOffset GradedAt { get; private set; }

    /// <summary>Whether a reader of the two would see no difference.</summary>
    public bool SaysTheSameAs(ResultVersion other) =>
        (Points, MaxPoints, CutScore, Outcome, Mark, Level) == (other.Points, other.MaxPoints, other.CutScore, other.Outcome, other.Mark, other.Level);

    internal static ResultVersion Create(Result result, TestVersion version, Level? level, IReadOnlyList<ItemResult> items, Id<SittingRating>? rating)
    {
        var points = Math.Max(0, items.Sum(item => item.Points)); // deductions never take a test below 0 (ours)
        var cutScore = version.CutScore ?? throw new InvalidOperationException("A version without a cut score was published.");
        var grade = Grading.Grade(points, version.MaxPoints, cutScore, version.ResultPolicy, level);
        return new ResultVersion
        {
            ResultId = result.Id,
            Number = result.CurrentNumber,
            RatingId = rating,
            Points = points,
            MaxPoints = version.MaxPoints,
            CutScore = cutScore,
            Outcome = grade.Outcome,
            Mark = grade.Mark,
            Level = grade.Level,
            Items = items,
            GradedAt = result.GradedAt,
        };
    }
}
