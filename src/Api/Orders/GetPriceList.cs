using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Orders;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Licensing;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Orders;

/// <summary>From so many credits on, each credit of the order costs this.</summary>
public sealed record PriceTierResponse
{
    public required int From { get; init; }

    /// <summary>Minor units, without VAT.</summary>
    public required long UnitAmount { get; init; }
}

/// <summary>What a year of each kind of licence costs, in minor units without VAT; absent: not sold online.</summary>
public sealed record LicencePricesResponse
{
    public long? Teacher { get; init; }

    public long? Organisation { get; init; }

    public long? Departments { get; init; }
}

public sealed record PriceListResponse
{
    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Per cent × 100: 2100 is 21 %.</summary>
    public required int VatRate { get; init; }

    /// <summary>Ascending; the first tier's <c>from</c> is the smallest order. Empty: credits are not sold online.</summary>
    public required IReadOnlyList<PriceTierResponse> Credits { get; init; }

    public required LicencePricesResponse Licences { get; init; }

    internal static PriceListResponse From(PriceList list) => new()
    {
        ValidFrom = list.ValidFrom,
        Currency = list.Currency,
        VatRate = list.VatRate,
        Credits = [.. list.Credits.Select(tier => new PriceTierResponse { From = tier.From, UnitAmount = tier.UnitAmount })],
        Licences = new LicencePricesResponse { Teacher = list.Licences.Teacher, Organisation = list.Licences.Organisation, Departments = list.Licences.Departments },
    };
}

/// <summary>What the operator asks now, for whoever wants to know.</summary>
internal sealed class GetPriceList : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/price-list", Handle)
        .Public()
        .Fails(OrderErrors.NotForSale);

    private static async Task<PriceListResponse> Handle(AppDb db, OperatorOrganisation platform, Clock clock, CancellationToken cancel)
    {
        await db.EnterAsync(await platform.IdAsync(cancel), cancel);
        return PriceListResponse.From(await db.CurrentPricesAsync(clock.Real, cancel));
    }
}

internal static class CurrentPrices
{
    /// <summary>In the operator's books: the last list that has begun.</summary>
    /// <exception cref="DomainException"><c>not_for_sale</c></exception>
    public static async Task<PriceList> CurrentPricesAsync(this AppDb db, DateTimeOffset now, CancellationToken cancel) =>
        await db.PriceLists.AsNoTracking().Where(list => list.ValidFrom <= now).OrderByDescending(list => list.ValidFrom).FirstOrDefaultAsync(cancel)
        ?? throw new DomainException(OrderErrors.NotForSale, "There is no price list yet.");
}
