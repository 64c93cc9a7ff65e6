using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Credits;

/// <summary>What an organisation charges its departments, by the day from which it does.</summary>
public sealed record DepartmentPricesResponse
{
    /// <summary>In the order of their days.</summary>
    public required IReadOnlyList<DepartmentPriceVersion> Versions { get; init; }

    internal static async Task<DepartmentPricesResponse> ReadAsync(AppDb db, DateOnly today, CancellationToken cancel)
    {
        var lists = await db.CurrentPriceLists().OrderBy(list => list.ValidFrom).ToListAsync(cancel);
        var ids = lists.ConvertAll(list => list.Id);
        var prices = (await db.DepartmentTestPrices.Where(price => ids.Contains(price.PriceListId)).AsNoTracking().ToListAsync(cancel))
            .ToLookup(price => price.PriceListId);
        var current = lists.FindLast(list => list.ValidFrom <= today);
        return new DepartmentPricesResponse
        {
            Versions = lists.ConvertAll(list => new DepartmentPriceVersion
            {
                ValidFrom = list.ValidFrom,
                Current = list == current,
                Currency = list.Currency,
                Default = list.DefaultAmount,
                Tests = [.. prices[list.Id].Select(price => new DepartmentTestPriceEntry { TestId = price.TestId, Amount = price.Amount })],
            }),
        };
    }
}

/// <summary>The prices from one day until the day of the next version.</summary>
public sealed record DepartmentPriceVersion
{
    /// <summary>The first day, in the Netherlands.</summary>
    public required DateOnly ValidFrom { get; init; }

    /// <summary>Whether these are the prices of today.</summary>
    public required bool Current { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Minor units, for a test that has no price of its own.</summary>
    public required long Default { get; init; }

    public required IReadOnlyList<DepartmentTestPriceEntry> Tests { get; init; }
}

public sealed record DepartmentTestPriceEntry
{
    public required Id<Test> TestId { get; init; }

    /// <summary>Minor units.</summary>
    [Range(0d, 1e10)]
    public required long Amount { get; init; }
}

/// <summary>The prices that departments are charged: those of today, of earlier days and of days to come.</summary>
internal sealed class GetDepartmentPrices : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/prices", Handle)
        .Requires(Permission.TransactionsRead);

    private static async Task<DepartmentPricesResponse> Handle(HttpContext http, AppDb db, Clock clock, CancellationToken cancel)
    {
        http.SetETag(DepartmentPrices.VersionOf(await db.LastPriceListAsync(cancel))); // first: prices that come in between make it stale, not wrong
        return await DepartmentPricesResponse.ReadAsync(db, Days.Of(clock.Now), cancel);
    }
}
