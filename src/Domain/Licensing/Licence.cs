namespace Cesuur.Domain.Licensing;

/// <summary>What a licence allows (T): one teacher, many teachers, or many teachers in departments.</summary>
public enum LicenceKind
{
    Teacher,
    Organisation,
    Departments,
}

/// <summary>One year of access to the platform (T).</summary>
public sealed class Licence : TenantOwned, IIdentified
{
    private Licence()
    {
    }

    public static string IdPrefix => "lic";

    public Id<Licence> Id { get; private set; }

    public LicenceKind Kind { get; private set; }

    public DateTimeOffset StartsAt { get; private set; }

    public DateTimeOffset EndsAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>A licence is valid one year from its start (T).</summary>
    public static Licence Start(LicenceKind kind, DateTimeOffset startsAt, DateTimeOffset now) => new()
    {
        Id = Id<Licence>.New(),
        Kind = kind,
        StartsAt = startsAt,
        EndsAt = startsAt.AddYears(1),
        CreatedAt = now,
    };

    public bool IsActive(DateTimeOffset now) => StartsAt <= now && now < EndsAt;

    /// <summary>An expired licence allows no new invitations and no use of credits (ours).</summary>
    public void RequireActive(DateTimeOffset now)
    {
        if (!IsActive(now))
        {
            throw new DomainException(LicensingErrors.LicenceExpired, $"The licence runs from {StartsAt:O} to {EndsAt:O}.");
        }
    }
}
