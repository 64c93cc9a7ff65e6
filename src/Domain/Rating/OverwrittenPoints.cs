using System.Globalization;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Rating;

/// <summary>
/// What a teacher gave an answer in the place of what its key gives it (T: automatic ratings can be reopened too). Lines
/// are added only; of each item the last one counts.
/// </summary>
public sealed class OverwrittenPoints : TenantOwned, IIdentified
{
    private OverwrittenPoints()
    {
    }

    public static string IdPrefix => "ovp";

    public Id<OverwrittenPoints> Id { get; private set; }

    public Id<SittingRating> RatingId { get; private set; }

    public Id<Item> ItemId { get; private set; }

    /// <summary>From 0 to the most that the item brings.</summary>
    public decimal Points { get; private set; }

    public string Reason { get; private set; } = null!;

    public string GivenBy { get; private set; } = null!;

    public DateTimeOffset GivenAt { get; private set; }

    /// <exception cref="DomainException"><c>points_of_rubric</c>, <c>score_out_of_range</c></exception>
    public static OverwrittenPoints Give(Id<SittingRating> rating, Item item, decimal points, string reason, string actor, DateTimeOffset now)
    {
        if (item.Rubric is not null)
        {
            throw new DomainException(RatingErrors.PointsOfRubric, errors: new ErrorDetail("/points", RatingErrors.PointsOfRubric.Code, RatingErrors.PointsOfRubric.Title));
        }

        if (points < 0 || points > item.MaxPoints)
        {
            var detail = string.Create(CultureInfo.InvariantCulture, $"The item brings 0 to {item.MaxPoints:0.####} points.");
            throw new DomainException(RatingErrors.ScoreOutOfRange, detail, new ErrorDetail("/points", RatingErrors.ScoreOutOfRange.Code, detail));
        }

        return new OverwrittenPoints
        {
            Id = Id<OverwrittenPoints>.New(),
            RatingId = rating,
            ItemId = item.Id,
            Points = points,
            Reason = reason,
            GivenBy = actor,
            GivenAt = now,
        };
    }

    /// <summary>The same as part of a reopened rating, to stand until they are overwritten again.</summary>
    public OverwrittenPoints CarryOver(Id<SittingRating> rating) => new()
    {
        Id = Id<OverwrittenPoints>.New(),
        RatingId = rating,
        ItemId = ItemId,
        Points = Points,
        Reason = Reason,
        GivenBy = GivenBy,
        GivenAt = GivenAt,
    };
}
