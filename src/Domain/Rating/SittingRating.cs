using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Results;

namespace Cesuur.Domain.Rating;

public enum RatingState
{
    Open,
    Finalised,

    /// <summary>It was not finalised: the candidate worked on, or was erased, or the exam board left the sitting without a result.</summary>
    Withdrawn,
}

/// <summary>A rating of a sitting's writing or speaking, task by task. A reopened sitting gets a new one; the earlier stay (T).</summary>
public sealed class SittingRating : TenantOwned, IIdentified
{
    private SittingRating()
    {
    }

    public static string IdPrefix => "rtg";

    public Id<SittingRating> Id { get; private set; }

    public Id<Sitting> SittingId { get; private set; }

    /// <summary>1 for the first rating of the sitting.</summary>
    public int Number { get; private set; }

    public RatingState State { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When the work that is rated was submitted.</summary>
    public DateTimeOffset SubmittedAt { get; private set; }

    /// <summary>Who last rated something of it, the id of a user or key.</summary>
    public string? LastRatedBy { get; private set; }

    public DateTimeOffset? LastRatedAt { get; private set; }

    public DateTimeOffset? FinalisedAt { get; private set; }

    public string? FinalisedBy { get; private set; }

    /// <param name="sitting">One that has been submitted.</param>
    /// <param name="number">The next of its ratings.</param>
    /// <param name="now">The time.</param>
    public static SittingRating Open(Sitting sitting, int number, DateTimeOffset now) => new()
    {
        Id = Id<SittingRating>.New(),
        SittingId = sitting.Id,
        SubmittedAt = sitting.SubmittedAt ?? throw new InvalidOperationException("A sitting that goes on is not rated."),
        Number = number,
        State = RatingState.Open,
        CreatedAt = now,
    };

    public void RequireOpen()
    {
        if (State != RatingState.Open)
        {
            throw new DomainException(RatingErrors.RatingFinalised);
        }
    }

    /// <summary>A part of it was rated, by which the whole has changed.</summary>
    public void Rated(string actor, DateTimeOffset now)
    {
        RequireOpen();
        LastRatedBy = actor;
        LastRatedAt = now;
    }

    /// <summary>The work is not what was rated any more, or is not rated at all.</summary>
    public void Withdraw()
    {
        RequireOpen();
        State = RatingState.Withdrawn;
    }

    /// <summary>Every task that needs a rater has a rating, and none waits for the exam board.</summary>
    public void Finalise(TestContent content, IReadOnlyCollection<RatedTask> tasks, string actor, DateTimeOffset now)
    {
        RequireOpen();
        var missing = content.ItemsToRate.Where(item => tasks.All(task => task.ItemId != item.Id)).ToList();
        if (missing.Count > 0)
        {
            throw new DomainException(RatingErrors.TasksUnrated, errors:
                [.. missing.Select(item => new ErrorDetail($"/tasks/{item.Id}", "task_unrated", $"Task {item.Identifier} has no rating."))]);
        }

        if (tasks.FirstOrDefault(task => task.Points is null) is { } held)
        {
            throw new DomainException(RatingErrors.TaskHeld, errors:
                new ErrorDetail($"/tasks/{held.ItemId}", "task_held", "A technical problem gives no score; the exam board decides."));
        }

        State = RatingState.Finalised;
        FinalisedAt = now;
        FinalisedBy = actor;
    }
}

/// <summary>The rating of one task: what the rater gave, and what the rubric makes of it.</summary>
public sealed class RatedTask : TenantOwned
{
    private RatedTask()
    {
    }

    public Id<SittingRating> RatingId { get; private set; }

    public Id<Item> ItemId { get; private set; }

    public TaskRating Input { get; private set; } = null!;

    public TaskScore Score { get; private set; } = null!;

    public string RatedBy { get; private set; } = null!;

    public DateTimeOffset RatedAt { get; private set; }

    /// <summary>The <see cref="VersionScoring.Number"/> whose rubric it is by.</summary>
    public int ScoringNumber { get; private set; }

    /// <summary>What the exam board awarded instead, at a technical problem.</summary>
    public decimal? Awarded { get; private set; }

    /// <summary>The case in which it did.</summary>
    public Id<BoardCase>? AwardedBy { get; private set; }

    /// <summary>None while the board is to decide.</summary>
    public decimal? Points => Awarded ?? Score.Points;

    /// <param name="rating">What it is a part of.</param>
    /// <param name="item">The task, with the rubric that counts now.</param>
    /// <param name="scoringNumber">The number of the scoring that the rubric is of.</param>
    /// <param name="input">What the rater found.</param>
    /// <param name="actor">Who.</param>
    /// <param name="now">When.</param>
    public static RatedTask Rate(Id<SittingRating> rating, Item item, int scoringNumber, TaskRating input, string actor, DateTimeOffset now)
    {
        var task = new RatedTask { RatingId = rating, ItemId = item.Id };
        task.Change(item, scoringNumber, input, actor, now);
        return task;
    }

    /// <summary>The same rating as part of a reopened one, to stand until it is overwritten.</summary>
    public RatedTask CarryOver(Id<SittingRating> rating) => new()
    {
        RatingId = rating,
        ItemId = ItemId,
        Input = Input,
        Score = Score,
        RatedBy = RatedBy,
        RatedAt = RatedAt,
        ScoringNumber = ScoringNumber,
        Awarded = Awarded,
        AwardedBy = AwardedBy,
    };

    /// <summary>The board's points stand whatever becomes of the rubric, and nobody rates the task any more.</summary>
    public void Award(BoardCase decided) => (Awarded, AwardedBy) = (decided.Points, decided.Id);

    /// <summary>Whether it is by a rubric that was corrected since, and is to be given again.</summary>
    public bool IsOutdated(VersionScoring scoring) => AwardedBy is null && scoring.IsOutdated(ItemId, ScoringNumber);

    public void Change(Item item, int scoringNumber, TaskRating input, string actor, DateTimeOffset now)
    {
        if (item.Rubric is null)
        {
            throw new DomainException(RatingErrors.NotRatable);
        }

        if (AwardedBy is not null)
        {
            throw new DomainException(RatingErrors.RatingUsed);
        }

        Score = item.Rubric.Evaluate(input);
        Input = input;
        ScoringNumber = scoringNumber;
        RatedBy = actor;
        RatedAt = now;
    }
}
