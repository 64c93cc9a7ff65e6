namespace Cesuur.Domain.Partners;

/// <summary>
/// Somebody whose software works for organisations that let it, such as the vendor of an LMS. It belongs to the
/// operator's organisation; what it may do where, is each organisation's own <see cref="PartnerGrant"/>.
/// </summary>
public sealed class Partner : TenantOwned, IIdentified, ISearchable
{
    private Partner()
    {
    }

    public static string IdPrefix => "partner";

    public Id<Partner> Id { get; private set; }

    public string Name { get; private set; } = null!;

    public string SearchKey { get; private set; } = null!;

    public DateTimeOffset CreatedAt { get; private set; }

    public static Partner Create(string name, DateTimeOffset now) => new()
    {
        Id = Id<Partner>.New(),
        Name = name,
        SearchKey = Domain.SearchKey.Of(name),
        CreatedAt = now,
    };
}
