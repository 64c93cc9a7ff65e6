using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Rating;

/// <summary>A line of a rating's history: what a task was rated at one time, kept when it is rated otherwise. Lines are added only.</summary>
public sealed class TaskRatingEntry : TenantOwned, IIdentified
{
    private TaskRatingEntry()
    {
    }

    public static string IdPrefix => "tre";

    public Id<TaskRatingEntry> Id { get; private set; }

    public Id<SittingRating> RatingId { get; private set; }

    public Id<Item> ItemId { get; private set; }

    public TaskRating Input { get; private set; } = null!;

    public TaskScore Score { get; private set; } = null!;

    public string RatedBy { get; private set; } = null!;

    public DateTimeOffset RatedAt { get; private set; }

    public static TaskRatingEntry Of(RatedTask task) => new()
    {
        Id = Id<TaskRatingEntry>.New(),
        RatingId = task.RatingId,
        ItemId = task.ItemId,
        Input = task.Input,
        Score = task.Score,
        RatedBy = task.RatedBy,
        RatedAt = task.RatedAt,
    };
}
