using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Api.Orders;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Platform;

public sealed record PriceTierRequest
{
    /// <summary>At least so many credits; of the first tier, the smallest order.</summary>
    [Range(1, 100_000)]
    public required int From { get; init; }

    /// <summary>Minor units for each credit of the order, without VAT.</summary>
    [Range(0, 100_000_000)]
    public required long UnitAmount { get; init; }
}

/// <summary>What a year costs, in minor units without VAT; absent: not sold online.</summary>
public sealed record LicencePricesRequest
{
    [Range(0, 10_000_000_000)]
    public long? Teacher { get; init; }

    [Range(0, 10_000_000_000)]
    public long? Organisation { get; init; }

    [Range(0, 10_000_000_000)]
    public long? Departments { get; init; }
}

public sealed record PriceListRequest
{
    /// <summary>From when the prices hold; absent: at once. A list that has not begun is replaced by one for the same moment.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>ISO 4217; one whose minor unit is a hundredth.</summary>
    [AllowedValues("EUR", "USD", "GBP", "CHF")]
    public required string Currency { get; init; }

    /// <summary>Per cent × 100: 2100 is 21 %.</summary>
    [Range(0, 10_000)]
    public required int VatRate { get; init; }

    /// <summary>Ascending. All credits of an order have the price of the tier that its quantity reaches. Empty: credits are not sold online.</summary>
    [MaxLength(50)]
    public required IReadOnlyList<PriceTierRequest> Credits { get; init; }

    public required LicencePricesRequest Licences { get; init; }
}

/// <summary>Sets what is asked from a moment on. Orders that were placed keep their prices.</summary>
internal sealed class SetPriceList : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/platform/price-list", Handle)
        .Requires(Permission.Platform)
        .Fails(OrderErrors.PriceListInvalid, OrderErrors.PriceListBegun);

    private static Task<PriceListResponse> Handle(PriceListRequest request, AppDb db, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var list = PriceList.Create(
                    request.ValidFrom?.ToUniversalTime(), request.Currency, request.VatRate,
                    [.. request.Credits.Select(tier => new PriceTier(tier.From, tier.UnitAmount))],
                    new LicencePrices(request.Licences.Teacher, request.Licences.Organisation, request.Licences.Departments), clock.Real);
                await db.PriceLists.Where(other => other.ValidFrom == list.ValidFrom).ExecuteDeleteAsync(cancel);
                db.PriceLists.Add(list);
                audit.Log("price_list.set", $"from {list.ValidFrom:O}");
                await db.SaveChangesAsync(cancel);
                return PriceListResponse.From(list);
            },
            cancel);
}
