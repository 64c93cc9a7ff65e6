using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Results;

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

/// <summary>A rating that its rater changed, or whose rubric was corrected since.</summary>
public sealed record EarlierRating(TaskRating Input, TaskScore Score, int ScoringNumber, DateTimeOffset RatedAt);

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

    /// <summary>The place in the rater's own order, which is random: from 0 to 1.</summary>
    public double Position { get; private set; }

    public RatingTaskState State { get; private set; }

    /// <summary>What it is compared with; it counts for no candidate then.</summary>
    public Id<Benchmark>? BenchmarkId { get; private set; }

    /// <summary>Until when nobody else takes it over; absent: the rater has not seen it.</summary>
    public DateTimeOffset? ClaimedUntil { get; private set; }

    public TaskRating? Input { get; private set; }

    public TaskScore? Score { get; private set; }

    /// <summary>The <see cref="VersionScoring.Number"/> whose rubric it was rated by.</summary>
    public int? ScoringNumber { get; private set; }

    public DateTimeOffset? RatedAt { get; private set; }

    /// <summary>What was given before, the first first.</summary>
    public IReadOnlyList<EarlierRating> Earlier { get; private set; } = [];

    /// <summary>What is given now; none where it is open.</summary>
    public EarlierRating? Current => RatedAt is { } ratedAt ? new EarlierRating(Input!, Score!, ScoringNumber!.Value, ratedAt) : null;

    public static RatingTask Assign(Id<RatingRound> round, Id<Sitting> sitting, Id<Item> item, int number, Id<User> rater, double position) => new()
    {
        Id = Id<RatingTask>.NewAsOf(round), // a time of its own would tell raters benchmarks and further ratings from the others
        RoundId = round,
        SittingId = sitting,
        ItemId = item,
        Number = number,
        RaterId = rater,
        Position = position,
        State = RatingTaskState.Open,
    };

    /// <summary>A response that the board has rated, among the others.</summary>
    public static RatingTask Seed(Benchmark benchmark, Id<User> rater, double position)
    {
        var task = Assign(benchmark.RoundId, benchmark.SittingId, benchmark.ItemId, number: 0, rater, position);
        task.BenchmarkId = benchmark.Id;
        return task;
    }

    public void Claim(DateTimeOffset until) => ClaimedUntil = until;

    /// <summary>Rates it, or changes what was given.</summary>
    /// <exception cref="DomainException"><c>claim_lapsed</c> once it is somebody else's; what the rubric refuses.</exception>
    public void Rate(Item item, int scoringNumber, TaskRating input, DateTimeOffset now)
    {
        if (State is not (RatingTaskState.Open or RatingTaskState.Rated))
        {
            throw new DomainException(RatingErrors.ClaimLapsed);
        }

        var score = item.Rubric!.Evaluate(input);
        Earlier = Given();
        (Score, Input, ScoringNumber, State, RatedAt, ClaimedUntil) = (score, input, scoringNumber, RatingTaskState.Rated, now, null);
    }

    /// <summary>The last rating by the rubric of a scoring, which need not be in force; none where there is none.</summary>
    public EarlierRating? GivenBy(VersionScoring scoring) => Given().LastOrDefault(rating => !scoring.IsOutdated(ItemId, rating.ScoringNumber));

    /// <summary>The rating that counted at some time by the scoring of that time; none where there was none yet.</summary>
    public EarlierRating? GivenAt(DateTimeOffset time, VersionScoring scoring)
    {
        var then = Given().Where(rating => rating.RatedAt <= time).ToList();
        return then.FindLast(rating => !scoring.IsOutdated(ItemId, rating.ScoringNumber)) ?? then.LastOrDefault();
    }

    /// <summary>A correction was undone: the last rating by the rubric that counts again counts again too. False where there is none.</summary>
    public bool Restore(VersionScoring scoring)
    {
        if (GivenBy(scoring) is not { } again)
        {
            return false;
        }

        Earlier = [.. Given().Where(rating => rating != again)];
        (Input, Score, ScoringNumber, State, RatedAt, ClaimedUntil) = (again.Input, again.Score, again.ScoringNumber, RatingTaskState.Rated, again.RatedAt, null);
        return true;
    }

    /// <summary>Its rubric has been corrected: the same rater rates it again, by the one that counts now.</summary>
    public void Reopen()
    {
        Earlier = Given();
        (Input, Score, ScoringNumber, State, RatedAt) = (null, null, null, RatingTaskState.Open, null);
    }

    /// <summary>
    /// The same rating, to be given by another rater. Where this one has not seen it, it is the same task, and may still come to
    /// them as a further rating; else another one, to be saved after this.
    /// </summary>
    public RatingTask HandOver(Id<User> rater, double position)
    {
        if (ClaimedUntil is null && Earlier.Count == 0)
        {
            (RaterId, Position) = (rater, position);
            return this;
        }

        State = RatingTaskState.HandedOver;
        ClaimedUntil = null;
        return Assign(RoundId, SittingId, ItemId, Number, rater, position);
    }

    public void SetAside()
    {
        State = RatingTaskState.SetAside;
        ClaimedUntil = null;
    }

    /// <summary>A benchmark that was set aside since its rater left comes back with them.</summary>
    public void Seed(double position) => (State, Position) = (RatingTaskState.Open, position);

    /// <summary>All that was given, the first first.</summary>
    private IReadOnlyList<EarlierRating> Given() => Current is { } current ? [.. Earlier.Append(current).OrderBy(rating => rating.RatedAt)] : Earlier;
}
