using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Credits;

public sealed record DepartmentPricesRequest
{
    /// <summary>The first day, in the Netherlands: today or later. Prices that begin on the same day are replaced.</summary>
    public required DateOnly ValidFrom { get; init; }

    /// <summary>ISO 4217: <c>EUR</c>, <c>USD</c>, <c>GBP</c> or <c>CHF</c>.</summary>
    [AllowedValues("EUR", "USD", "GBP", "CHF")]
    public required string Currency { get; init; }

    /// <summary>Minor units, for a test that has no price of its own.</summary>
    [Range(0d, 1e10)]
    public required long Default { get; init; }

    /// <summary>Prices of single tests, each once.</summary>
    [MaxLength(1000)]
    public IReadOnlyList<DepartmentTestPriceEntry> Tests { get; init; } = [];
}

/// <summary>
/// Sets what departments are charged from a day on. Each invitation keeps the price of the day on which it was made, so
/// that nothing that was charged changes.
/// </summary>
internal sealed class SetDepartmentPrices : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/prices", Handle)
        .Requires(Permission.PricesWrite)
        .Fails(HttpErrors.Stale, LicensingErrors.DepartmentsNotLicensed, CreditErrors.PricesInThePast);

    private static Task<DepartmentPricesResponse> Handle(
        DepartmentPricesRequest request, HttpContext http, AppDb db, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                (await db.HoldLicenceKindAsync(clock.Now, cancel)).RequireDepartments();
                var number = await db.LastPriceListAsync(cancel);
                http.CheckIfMatch(DepartmentPrices.VersionOf(number));
                var today = Days.Of(clock.Now);
                var list = DepartmentPriceList.Create(number + 1, request.ValidFrom, request.Currency, request.Default, today, clock.Now);
                db.DepartmentPriceLists.Add(list);
                db.DepartmentTestPrices.AddRange(await PricesAsync(request.Tests, list.Id, db, cancel));
                audit.Log("prices.changed", list.Id);
                await db.SaveChangesAsync(cancel);
                http.SetETag(DepartmentPrices.VersionOf(list.Number));
                return await DepartmentPricesResponse.ReadAsync(db, today, cancel);
            },
            cancel);

    private static async Task<IEnumerable<DepartmentTestPrice>> PricesAsync(
        IReadOnlyList<DepartmentTestPriceEntry> asked, Id<DepartmentPriceList> list, AppDb db, CancellationToken cancel)
    {
        var ids = asked.Select(price => price.TestId).ToList();
        var publishers = await db.Tests.Where(test => ids.Contains(test.Id)).ToDictionaryAsync(test => test.Id, test => test.TenantId, cancel);
        var missing = asked.Index().Where(price => !publishers.ContainsKey(price.Item.TestId)).Select(price => $"/tests/{price.Index}/testId").ToList();
        if (missing.Count > 0)
        {
            throw HttpErrors.References(missing);
        }

        if (ids.Index().FirstOrDefault(price => ids.IndexOf(price.Item) < price.Index) is { Index: > 0 } again)
        {
            throw HttpErrors.Member($"/tests/{again.Index}/testId", "duplicate", "A test has one price.");
        }

        return asked.Select(price => new DepartmentTestPrice
        {
            PriceListId = list,
            PublisherId = publishers[price.TestId],
            TestId = price.TestId,
            Amount = price.Amount,
        });
    }
}
