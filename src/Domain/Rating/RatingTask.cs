using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Rating;

public enum RatingTaskState
{
    /// <summary>To be rated.</summary>
    Open,

    /// <summary>Counts.</summary>
    Rated,

    /// <summary>Another rater has got it, by a claim that lapsed or since this one left.</summary>
    HandedOver,

    /// <summary>The board decided that it does not count, or it came to nothing.</summary>
    SetAside,
}

/// <summary>One rating of one response, by one rater, who gets no response twice.</summary>
public sealed class RatingTask : TenantOwned, IIdentified
{
    private RatingTask()
    {
    }

    public static string IdPrefix => "task";

    public Id<RatingTask> Id { get; private set; }

    public Id<RatingRound> RoundId { get; private set; }

    public Id<Sitting> SittingId { get; private set; }

    public Id<Item> ItemId { get; private set; }

    /// <summary>Which of the ratings of the response it is, from 1; above the round's number of ratings a further one. 0 at a benchmark.</summary>
    public int Number { get; private set; }

    public Id<User> RaterId { get; private set; }

    /// <summary>The place in the rater's own order, which is random.</summary>
    public int Position { get; private set; }

    public RatingTaskState State { get; private set; }

    /// <summary>What it is compared with; it counts for no candidate then.</summary>
    public Id<Benchmark>? BenchmarkId { get; private set; }

    /// <summary>Until when nobody else takes it over; absent: the rater has not seen it.</summary>
    public DateTimeOffset? ClaimedUntil { get; private set; }

    public TaskRating? Input { get; private set; }

    public TaskScore? Score { get; private set; }

    public DateTimeOffset? RatedAt { get; private set; }

    public static RatingTask Assign(Id<RatingRound> round, Id<Sitting> sitting, Id<Item> item, int number, Id<User> rater, int position) => new()
    {
        Id = Id<RatingTask>.New(),
        RoundId = round,
        SittingId = sitting,
        ItemId = item,
        Number = number,
        RaterId = rater,
        Position = position,
        State = RatingTaskState.Open,
    };

    /// <summary>A response that the board has rated, among the others.</summary>
    public static RatingTask Seed(Benchmark benchmark, Id<User> rater, int position)
    {
        var task = Assign(benchmark.RoundId, benchmark.SittingId, benchmark.ItemId, number: 0, rater, position);
        task.BenchmarkId = benchmark.Id;
        return task;
    }

    public void Claim(DateTimeOffset until) => ClaimedUntil = until;

    /// <summary>Rates it, or changes what was given.</summary>
    /// <exception cref="DomainException"><c>claim_lapsed</c> once it is somebody else's; what the rubric refuses.</exception>
    public void Rate(Item item, TaskRating input, DateTimeOffset now)
    {
        if (State is not (RatingTaskState.Open or RatingTaskState.Rated))
        {
            throw new DomainException(RatingErrors.ClaimLapsed);
        }

        Score = item.Rubric!.Evaluate(input);
        (Input, State, RatedAt, ClaimedUntil) = (input, RatingTaskState.Rated, now, null);
    }

    /// <summary>The same rating, to be given by another rater. To be saved before what follows it.</summary>
    public RatingTask HandOver(Id<User> rater, int position)
    {
        State = RatingTaskState.HandedOver;
        ClaimedUntil = null;
        return Assign(RoundId, SittingId, ItemId, Number, rater, position);
    }

    public void SetAside()
    {
        State = RatingTaskState.SetAside;
        ClaimedUntil = null;
    }
}
