using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;

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

    public DateTimeOffset CreatedAt { get; private set; }

    public string CreatedBy { get; private set; } = null!;

    public static Benchmark Fix(Id<RatingRound> round, Id<Sitting> sitting, Item item, TaskRating input, string actor, DateTimeOffset now)
    {
        var score = (item.Rubric ?? throw new DomainException(RatingErrors.NotRatable)).Evaluate(input);
        if (score.Points is null)
        {
            throw new DomainException(RatingErrors.BenchmarkWithoutPoints);
        }

        return new Benchmark
        {
            Id = Id<Benchmark>.New(),
            RoundId = round,
            SittingId = sitting,
            ItemId = item.Id,
            Input = input,
            Score = score,
            CreatedAt = now,
            CreatedBy = actor,
        };
    }
}
