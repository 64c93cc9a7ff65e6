using Cesuur.Domain.Licensing;
using Cesuur.Domain.Orders;

namespace Cesuur.Domain.Tests.Orders;

public sealed class PriceListTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly LicencePrices Licences = new(9_900, 49_900, null);

    [Theory]
    [InlineData(10, 1_250)]
    [InlineData(49, 1_250)]
    [InlineData(50, 1_100)]
    [InlineData(51, 1_100)]
    [InlineData(100_000, 900)]
    public void All_credits_have_the_price_of_the_tier_that_the_quantity_reaches(int quantity, long unitAmount)
    {
        var price = List(new(10, 1_250), new(50, 1_100), new(500, 900)).OfCredits(quantity);
        Assert.Equal((unitAmount, unitAmount * quantity), (price.UnitAmount, price.Net));
    }

    [Fact]
    public void What_the_list_does_not_have_is_not_for_sale()
    {
        Assert.Equal(OrderErrors.NotForSale, ErrorOf(() => List(new PriceTier(10, 1_250)).OfCredits(9)));
        Assert.Equal(OrderErrors.NotForSale, ErrorOf(() => List().OfCredits(1)));
        Assert.Equal(OrderErrors.NotForSale, ErrorOf(() => List().OfYear(LicenceKind.Departments)));
        Assert.Equal(9_900, List().OfYear(LicenceKind.Teacher).Net);
    }

    [Theory]
    [InlineData(1_000, 2_100, 210)]
    [InlineData(1_250, 2_100, 263)] // 262.5
    [InlineData(1_249, 2_100, 262)] // 262.29
    [InlineData(999, 0, 0)]
    public void Vat_is_of_the_whole_and_rounded_half_up(long net, int rate, long vat)
    {
        var price = new OrderPrice("EUR", net, 1, rate);
        Assert.Equal((vat, net + vat), (price.Vat, price.Total));
    }

    [Fact]
    public void Tiers_ascend_and_never_cost_more()
    {
        var refused = Assert.Throws<DomainException>(() => List(new(10, 1_000), new(10, 900), new(20, 950)));
        Assert.Equal(OrderErrors.PriceListInvalid, refused.Error);
        Assert.Equal(["/credits/1/from", "/credits/2/unitAmount"], refused.Errors.Select(error => error.Pointer));
    }

    [Fact]
    public void A_list_does_not_begin_in_the_past() => Assert.Equal(
        OrderErrors.PriceListBegun, ErrorOf(() => PriceList.Create(Now.AddSeconds(-1), "EUR", 2_100, [], Licences, Now)));

    private static PriceList List(params PriceTier[] tiers) => PriceList.Create(null, "EUR", 2_100, tiers, Licences, Now);

    private static DomainError ErrorOf(Action act) => Assert.Throws<DomainException>(act).Error;
}
