namespace Cesuur.Domain.Licensing;

/// <summary>One year of access to the platform (T).</summary>
public sealed class Licence : TenantOwned, IIdentified
{
    /// <summary>How long after the end sittings that were started can still be rated (ours).</summary>
    public static readonly TimeSpan GracePeriod = TimeSpan.FromDays(30);

    private Licence()
    {
    }

    public static string IdPrefix => "lic";

    public Id<Licence> Id { get; private set; }

    public LicenceKind Kind { get; private set; }

    public DateTimeOffset StartsAt { get; private set; }

    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>When there is the next thing to tell of it, in the organisation's time; absent when all is told.</summary>
    public DateTimeOffset? NoticeDueAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset GracePeriodEndsAt => EndsAt + GracePeriod;

    /// <summary>A licence is valid one year from its start (T).</summary>
    public static Licence Start(LicenceKind kind, DateTimeOffset startsAt, DateTimeOffset now) => new()
    {
        Id = Id<Licence>.New(),
        Kind = kind,
        StartsAt = startsAt,
        EndsAt = startsAt.AddYears(1),
        NoticeDueAt = startsAt,
        CreatedAt = now,
    };

    public bool IsActive(DateTimeOffset now) => StatusAt(now) == LicenceStatus.Active;

    public LicenceStatus StatusAt(DateTimeOffset now) =>
        now < StartsAt ? LicenceStatus.Upcoming
        : now < EndsAt ? LicenceStatus.Active
        : LicenceStatus.Expired;

    /// <summary>Without a valid licence: no new invitations, no start of a test, no use of credits (ours).</summary>
    /// <exception cref="DomainException"><c>licence_expired</c></exception>
    public void RequireActive(DateTimeOffset now)
    {
        if (!IsActive(now))
        {
            throw new DomainException(LicensingErrors.LicenceExpired, $"The licence runs from {StartsAt:O} to {EndsAt:O}.");
        }
    }

    /// <summary>What was begun under the licence can be rated for 30 days after its end (ours).</summary>
    /// <exception cref="DomainException"><c>licence_expired</c></exception>
    public void RequireRating(DateTimeOffset now)
    {
        if (now >= GracePeriodEndsAt)
        {
            throw new DomainException(LicensingErrors.LicenceExpired, $"The licence ended at {EndsAt:O}; rating was possible until {GracePeriodEndsAt:O}.");
        }
    }

    public DateTimeOffset TimeOf(LicenceNotice notice) => notice switch
    {
        LicenceNotice.Activated => StartsAt,
        LicenceNotice.SixtyDays => EndsAt - TimeSpan.FromDays(60),
        LicenceNotice.ThirtyDays => EndsAt - TimeSpan.FromDays(30),
        LicenceNotice.SevenDays => EndsAt - TimeSpan.FromDays(7),
        _ => EndsAt,
    };

    /// <summary>All whose time has come, told or not, in the order of time.</summary>
    public IEnumerable<LicenceNotice> Reached(DateTimeOffset now) =>
        Enum.GetValues<LicenceNotice>().Where(notice => TimeOf(notice) <= now);

    /// <summary>What was due has been seen to; the next is due in its time.</summary>
    public void Noticed(DateTimeOffset now)
    {
        var coming = Enum.GetValues<LicenceNotice>().Select(TimeOf).Where(time => time > now).ToList();
        NoticeDueAt = coming.Count > 0 ? coming.Min() : null;
    }

    internal void ChangeKind(LicenceKind kind) => Kind = kind;
}
