using System.Text.Json.Serialization;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Results;

/// <summary>What an item earned, as part of a result.</summary>
public sealed record ItemResult(Id<Item> ItemId, decimal Points, decimal MaxPoints)
{
    /// <summary>What key or rater gave, where a correction makes something else of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? Uncorrected { get; init; }

    /// <summary>A person gave the points, and not a key.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ByRater { get; init; }

    /// <summary>The exam board awarded the points, in the place of a rater.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ByBoard { get; init; }

    /// <summary>The corrections with an extra rule that the response met (N art. 6); absent: there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Id<Correction>>? Rules { get; init; }

    /// <summary>What key or rater gave.</summary>
    [JsonIgnore]
    public decimal Earned => Uncorrected ?? Points;

    /// <summary>Whether it came about in the same way.</summary>
    public bool Equals(ItemResult? other) => other is not null
        && (ItemId, Points, MaxPoints, Uncorrected, ByRater) == (other.ItemId, other.Points, other.MaxPoints, other.Uncorrected, other.ByRater)
        && (Rules ?? []).SequenceEqual(other.Rules ?? []);

    public override int GetHashCode() => HashCode.Combine(ItemId, Points, MaxPoints, Uncorrected, ByRater);
}

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

    /// <summary>The <see cref="VersionScoring.Number"/> that it was last made, or checked, by.</summary>
    public int ScoringNumber { get; private set; }

    /// <summary>Since when it can be seen by others than the board; absent: the board has not established it (R art. 12).</summary>
    public DateTimeOffset? EstablishedAt { get; private set; }

    /// <summary>Who established it; absent where the release policy asks for nobody.</summary>
    public string? EstablishedBy { get; private set; }

    public static Result For(Sitting sitting) => new()
    {
        Id = Id<Result>.New(),
        SittingId = sitting.Id,
        CandidateId = sitting.CandidateId,
        PublisherId = sitting.PublisherId,
        TestId = sitting.TestId,
        VersionId = sitting.VersionId,
    };

    /// <summary>Adds the next version.</summary>
    /// <param name="scoring">The version's, with what corrected it.</param>
    /// <param name="level">The test's.</param>
    /// <param name="items">What each item counts.</param>
    /// <param name="rating">Whose points they are; none: a key's alone, or those of a rating round.</param>
    /// <param name="now">The time.</param>
    public ResultVersion Grade(VersionScoring scoring, Level? level, IReadOnlyList<ItemResult> items, Id<SittingRating>? rating, DateTimeOffset now)
    {
        if (scoring.Version.Policies.Release == ReleasePolicy.Immediate)
        {
            EstablishedAt ??= now;
        }

        return Take(ResultVersion.Create(Id, CurrentNumber + 1, scoring, level, items, rating, now));
    }

    /// <summary>Adds the next version, if a correction makes anything else of it.</summary>
    /// <param name="scoring">The version's, with what corrected it.</param>
    /// <param name="level">The test's.</param>
    /// <param name="current">The version of the result that counts.</param>
    /// <param name="items">What each item counts now.</param>
    /// <param name="now">The time.</param>
    public ResultVersion? Revise(VersionScoring scoring, Level? level, ResultVersion current, IReadOnlyList<ItemResult> items, DateTimeOffset now)
    {
        ScoringNumber = scoring.Number;
        var revised = ResultVersion.Create(Id, CurrentNumber + 1, scoring, level, items, current.RatingId, now);
        return revised.IsMadeLike(current) ? null : Take(revised);
    }

    /// <summary>It stays as it is until its rating, which has been opened again, makes another version.</summary>
    public void Stand(VersionScoring scoring) => ScoringNumber = scoring.Number;

    /// <summary>From now on it is seen by whoever sees the candidate (R art. 12).</summary>
    public void Establish(string by, DateTimeOffset now)
    {
        EstablishedAt = now;
        EstablishedBy = by;
    }

    private ResultVersion Take(ResultVersion version)
    {
        CurrentNumber = version.Number;
        ScoringNumber = version.ScoringNumber;
        GradedAt = version.GradedAt;
        return version;
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

    /// <summary>The <see cref="VersionScoring.Number"/> that it was made by.</summary>
    public int ScoringNumber { get; private set; }

    /// <summary>By the conversion table, where there is one (N); 500 or more passes.</summary>
    public int? ScaleScore { get; private set; }

    public Outcome Outcome { get; private set; }

    public decimal? Mark { get; private set; }

    public Level? Level { get; private set; }

    public IReadOnlyList<ItemResult> Items { get; private set; } = null!;

    public DateTimeOffset GradedAt { get; private set; }

    /// <summary>Whether it says the same of the candidate; the cut score alone does not.</summary>
    public bool SaysTheSameAs(ResultVersion other) =>
        (Points, MaxPoints, ScaleScore, Outcome, Mark, Level) == (other.Points, other.MaxPoints, other.ScaleScore, other.Outcome, other.Mark, other.Level);

    /// <summary>Whether it is by the same points of every item and the same cut score.</summary>
    public bool IsMadeLike(ResultVersion other) => SaysTheSameAs(other) && CutScore == other.CutScore && Items.SequenceEqual(other.Items);

    internal static ResultVersion Create(
        Id<Result> result, int number, VersionScoring scoring, Level? level, IReadOnlyList<ItemResult> items, Id<SittingRating>? rating, DateTimeOffset now)
    {
        var points = VersionScoring.PointsOf(items);
        var grade = scoring.Grade(points, level);
        return new ResultVersion
        {
            ResultId = result,
            Number = number,
            RatingId = rating,
            ScoringNumber = scoring.Number,
            Points = points,
            MaxPoints = scoring.Version.MaxPoints,
            CutScore = scoring.CutScore,
            ScaleScore = scoring.ConversionTable?.ScaleScoreOf(points),
            Outcome = grade.Outcome,
            Mark = grade.Mark,
            Level = grade.Level,
            Items = items,
            GradedAt = now,
        };
    }
}
