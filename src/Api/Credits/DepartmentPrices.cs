using System.Globalization;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Credits;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Credits;

/// <summary>The list that counts on a day.</summary>
internal sealed record PricesInForce(DepartmentPriceList List, IReadOnlyDictionary<Id<Test>, long> Tests)
{
    public Price Of(Id<Test> test) => new(Tests.GetValueOrDefault(test, List.DefaultAmount), List.Currency);
}

internal static class DepartmentPrices
{
    /// <summary>How many lists there have been. They are only ever added, so that this is the version of the whole.</summary>
    public static async Task<int> LastPriceListAsync(this AppDb db, CancellationToken cancel) =>
        await db.DepartmentPriceLists.MaxAsync(list => (int?)list.Number, cancel) ?? 0;

    public static string VersionOf(int number) => string.Create(CultureInfo.InvariantCulture, $"\"{number}\"");

    /// <summary>The last of each day: an earlier list from the same day has been replaced.</summary>
    public static IQueryable<DepartmentPriceList> CurrentPriceLists(this AppDb db) => db.DepartmentPriceLists.AsNoTracking()
        .Where(list => !db.DepartmentPriceLists.Any(later => later.ValidFrom == list.ValidFrom && later.Number > list.Number));

    /// <summary>Null: the organisation has set no prices that have begun.</summary>
    public static async Task<PricesInForce?> PricesOfAsync(this AppDb db, DateOnly day, CancellationToken cancel)
    {
        var list = await db.CurrentPriceLists().Where(list => list.ValidFrom <= day).OrderByDescending(list => list.ValidFrom).FirstOrDefaultAsync(cancel);
        return list is null
            ? null
            : new PricesInForce(list, await db.DepartmentTestPrices.Where(price => price.PriceListId == list.Id)
                .ToDictionaryAsync(price => price.TestId, price => price.Amount, cancel));
    }
}
