using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Results;

namespace Cesuur.Domain.Rating;

/// <summary>A response whose rating the board fixed. Every rater of the round gets it among the others, so that drift shows; it counts for no candidate.</summary>
public sealed class Benchmark : TenantOwned, IIdentified
{
    private Benchmark()
    {
    }

    public static string IdPrefix => "bench";

    public Id<Benchmark> Id { get; private set; }

    public Id<RatingRound> RoundId { get; private set; }

    public Id<Sitting> SittingId { get; private set; }

    public Id<Item> ItemId { get; private set; }

    public TaskRating Input { get; private set; } = null!;

    public TaskScore Score { get; private set; } = null!;

    /// <summary>The <see cref="VersionScoring.Number"/> whose rubric it is by.</summary>
    public int ScoringNumber { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public string CreatedBy { get; private set; } = null!;

    public static Benchmark Fix(Id<RatingRound> round, Id<Sitting> sitting, Item item, int scoringNumber, TaskRating input, string actor, DateTimeOffset now)
    {
        var benchmark = new Benchmark { Id = Id<Benchmark>.New(), RoundId = round, SittingId = sitting, ItemId = item.Id, CreatedAt = now, CreatedBy = actor };
        benchmark.Fix(item, scoringNumber, input);
        return benchmark;
    }

    /// <summary>Again, since its rubric was corrected.</summary>
    public void Fix(Item item, int scoringNumber, TaskRating input)
    {
        var score = (item.Rubric ?? throw new DomainException(RatingErrors.NotRatable)).Evaluate(input);
        if (score.Points is null)
        {
            throw new DomainException(RatingErrors.BenchmarkWithoutPoints);
        }

        (Input, Score, ScoringNumber) = (input, score, scoringNumber);
    }
}
