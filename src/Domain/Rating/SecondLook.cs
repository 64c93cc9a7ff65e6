using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Rating;

/// <summary>
/// A colleague is asked to look at a rating that is open: to agree, or to rate a task otherwise (T, the way of it is ours).
/// Nobody has to wait for it: whoever rates can finalise before.
/// </summary>
public sealed class SecondLook : TenantOwned, IIdentified
{
    private SecondLook()
    {
    }

    public static string IdPrefix => "look";

    public Id<SecondLook> Id { get; private set; }

    public Id<SittingRating> RatingId { get; private set; }

    /// <summary>The id of the user or key.</summary>
    public string AskedBy { get; private set; } = null!;

    /// <summary>Absent: whoever else sees the candidate.</summary>
    public Id<User>? AskedOf { get; private set; }

    public string? Note { get; private set; }

    public DateTimeOffset AskedAt { get; private set; }

    /// <summary>The id of the user or key.</summary>
    public string? CompletedBy { get; private set; }

    public DateTimeOffset? CompletedAt { get; private set; }

    public string? CompletionNote { get; private set; }

    /// <exception cref="DomainException"><c>rating_finalised</c>, <c>second_look_own</c></exception>
    public static SecondLook Ask(SittingRating rating, Id<User>? of, string? note, string actor, DateTimeOffset now)
    {
        rating.RequireOpen();
        if (of?.ToString() == actor)
        {
            throw new DomainException(RatingErrors.SecondLookOwn);
        }

        return new SecondLook
        {
            Id = Id<SecondLook>.New(),
            RatingId = rating.Id,
            AskedBy = actor,
            AskedOf = of,
            Note = note,
            AskedAt = now,
        };
    }

    /// <summary>The colleague has looked, and changed what was to be changed.</summary>
    /// <exception cref="DomainException"><c>rating_finalised</c>, <c>second_look_completed</c>, <c>second_look_own</c>, <c>second_look_of_another</c></exception>
    public void Complete(SittingRating rating, string? note, string actor, DateTimeOffset now)
    {
        rating.RequireOpen();
        if (CompletedAt is not null)
        {
            throw new DomainException(RatingErrors.SecondLookCompleted);
        }

        if (actor == AskedBy)
        {
            throw new DomainException(RatingErrors.SecondLookOwn);
        }

        if (AskedOf is { } colleague && actor != colleague.ToString())
        {
            throw new DomainException(RatingErrors.SecondLookOfAnother);
        }

        CompletedBy = actor;
        CompletedAt = now;
        CompletionNote = note;
    }
}
