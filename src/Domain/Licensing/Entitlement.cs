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

    /// <summary>To one test, to those of a field of study, or with neither to all.</summary>
    /// <exception cref="DomainException"><c>entitlement_of_two_kinds</c></exception>
    public static Entitlement Grant(Id<Organisation> publisher, Id<Test>? test, string? field, DateTimeOffset now) => test is null || field is null
        ? new() { Id = Id<Entitlement>.New(), PublisherId = publisher, TestId = test, Field = field, CreatedAt = now }
        : throw new DomainException(LicensingErrors.EntitlementOfTwoKinds, errors: new ErrorDetail(
            "/field", "invalid_value", "An entitlement is to one test, to a field, or to all."));

    /// <summary>Nobody is invited any more; what was used under it stays readable, or a sitting could not end.</summary>
    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;

    public void Reinstate() => RevokedAt = null;
}
