using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Licensing;

namespace Cesuur.Domain.Credits;

/// <summary>An amount of money.</summary>
/// <param name="Amount">Minor units.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record Price(long Amount, string Currency);

/// <summary>
/// What an organisation charges its departments for an administration from a day on (ours). Never changed: a later
/// list from the same day takes its place, and the earlier one stays for whoever asks what was decided when.
/// </summary>
public sealed class DepartmentPriceList : TenantOwned, IIdentified
{
    private DepartmentPriceList()
    {
    }

    public static string IdPrefix => "prices";

    public Id<DepartmentPriceList> Id { get; private set; }

    /// <summary>Counts the organisation's lists; of two from the same day the later one counts.</summary>
    public int Number { get; private set; }

    public DateOnly ValidFrom { get; private set; }

    /// <summary>One of which the minor unit is a hundredth.</summary>
    public string Currency { get; private set; } = null!;

    /// <summary>Minor units, for a test without a price of its own.</summary>
    public long DefaultAmount { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <exception cref="DomainException"><c>prices_in_the_past</c></exception>
    public static DepartmentPriceList Create(
        int number, DateOnly validFrom, string currency, long defaultAmount, DateOnly today, DateTimeOffset now)
    {
        if (validFrom < today)
        {
            throw new DomainException(CreditErrors.PricesInThePast, errors: new ErrorDetail("/validFrom", "out_of_range", $"Today is {today:yyyy-MM-dd}."));
        }

        return new DepartmentPriceList
        {
            Id = Id<DepartmentPriceList>.New(),
            Number = number,
            ValidFrom = validFrom,
            Currency = currency,
            DefaultAmount = defaultAmount,
            CreatedAt = now,
        };
    }
}

/// <summary>The price of one test in a list.</summary>
public sealed class DepartmentTestPrice : TenantOwned
{
    public required Id<DepartmentPriceList> PriceListId { get; init; }

    public required Id<Organisation> PublisherId { get; init; }

    public required Id<Test> TestId { get; init; }

    /// <summary>Minor units.</summary>
    public required long Amount { get; init; }
}
