using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Licensing;

/// <summary>The right of an organisation to use the tests of a publisher: one of them, those of a field of study, or all.</summary>
public sealed class Entitlement : TenantOwned, IIdentified
{
    private Entitlement()
    {
    }

    public static string IdPrefix => "ent";

    public Id<Entitlement> Id { get; private set; }

    public Id<Organisation> PublisherId { get; private set; }

    /// <summary>The one test; absent: those of the field, or every one.</summary>
    public Id<Test>? TestId { get; private set; }

    /// <summary>The <see cref="FieldOfStudy"/> whose tests, those to come included; absent: one test, or every one.</summary>
    public string? Field { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Since when it allows nothing new; absent: it is in force.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }

    public static Entitlement Grant(Id<Organisation> publisher, Id<Test>? test, DateTimeOffset now) => new()
    {
        Id = Id<Entitlement>.New(),
        PublisherId = publisher,
        TestId = test,
        CreatedAt = now,
    };

    public static Entitlement GrantField(Id<Organisation> publisher, string field, DateTimeOffset now)
    {
        var entitlement = Grant(publisher, test: null, now);
        entitlement.Field = field;
        return entitlement;
    }

    /// <summary>Nobody is invited any more; what was used under it stays readable, or a sitting could not end.</summary>
    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;

    public void Reinstate() => RevokedAt = null;
}
