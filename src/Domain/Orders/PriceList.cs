using Cesuur.Domain.Licensing;

namespace Cesuur.Domain.Orders;

/// <summary>From this many credits on, every credit of the order costs this.</summary>
/// <param name="From">At least so many; the first tier's is the smallest order there is.</param>
/// <param name="UnitAmount">Minor units, without VAT.</param>
public sealed record PriceTier(int From, long UnitAmount);

/// <summary>What a year of each kind costs, in minor units without VAT; absent: not for sale online.</summary>
public sealed record LicencePrices(long? Teacher, long? Organisation, long? Departments)
{
    public long? Of(LicenceKind kind) => kind switch
    {
        LicenceKind.Teacher => Teacher,
        LicenceKind.Organisation => Organisation,
        _ => Departments,
    };
}

/// <summary>The operator's prices from one moment to the next list's. Those that have begun are never changed: orders were made by them.</summary>
public sealed class PriceList : TenantOwned
{
    private PriceList()
    {
    }

    public DateTimeOffset ValidFrom { get; private set; }

    /// <summary>ISO 4217, in capitals.</summary>
    public string Currency { get; private set; } = null!;

    /// <summary>Per cent × 100.</summary>
    public int VatRate { get; private set; }

    /// <summary>Ascending; the more, the less or the same a credit.</summary>
    public IReadOnlyList<PriceTier> Credits { get; private set; } = null!;

    public LicencePrices Licences { get; private set; } = null!;

    public DateTimeOffset CreatedAt { get; private set; }

    /// <exception cref="DomainException"><c>price_list_invalid</c>, with all that is wrong; <c>price_list_begun</c></exception>
    public static PriceList Create(
        DateTimeOffset? validFrom, string currency, int vatRate, IReadOnlyList<PriceTier> credits, LicencePrices licences, DateTimeOffset now)
    {
        if (validFrom < now)
        {
            throw new DomainException(OrderErrors.PriceListBegun, errors: new ErrorDetail("/validFrom", "out_of_range", "A list begins now or later."));
        }

        var wrong = new List<ErrorDetail>();
        for (var i = 1; i < credits.Count; i++)
        {
            if (credits[i].From <= credits[i - 1].From)
            {
                wrong.Add(new($"/credits/{i}/from", "out_of_range", "Every tier begins at more credits than the one before it."));
            }

            if (credits[i].UnitAmount > credits[i - 1].UnitAmount)
            {
                wrong.Add(new($"/credits/{i}/unitAmount", "out_of_range", "More credits do not cost more each."));
            }
        }

        return wrong.Count > 0
            ? throw new DomainException(OrderErrors.PriceListInvalid, errors: wrong)
            : new PriceList
            {
                ValidFrom = validFrom ?? now,
                Currency = currency,
                VatRate = vatRate,
                Credits = credits,
                Licences = licences,
                CreatedAt = now,
            };
    }

    /// <summary>All credits of an order have the price of the tier that its quantity reaches.</summary>
    /// <exception cref="DomainException"><c>not_for_sale</c></exception>
    public OrderPrice OfCredits(int quantity) => Credits.LastOrDefault(tier => tier.From <= quantity) is { } tier
        ? Price(tier.UnitAmount, quantity)
        : throw new DomainException(
            OrderErrors.NotForSale, Credits.Count == 0 ? "Credits are not sold online." : $"The smallest order is of {Credits[0].From} credits.");

    /// <exception cref="DomainException"><c>not_for_sale</c></exception>
    public OrderPrice OfYear(LicenceKind kind) => Licences.Of(kind) is { } amount
        ? Price(amount, 1)
        : throw new DomainException(OrderErrors.NotForSale, "Licences of this kind are not sold online.");

    private OrderPrice Price(long unitAmount, int quantity) => new(Currency, unitAmount, quantity, VatRate);
}
