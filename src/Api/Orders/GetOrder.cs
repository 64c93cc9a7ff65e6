using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Orders;

public sealed record OrderResponse
{
    public required Id<Order> Id { get; init; }

    public required OrderProduct Product { get; init; }

    public required OrderMethod Method { get; init; }

    public required OrderState State { get; init; }

    /// <summary>Credits, or one licence.</summary>
    public required int Quantity { get; init; }

    /// <summary>Of the licence that is ordered; absent for credits.</summary>
    public LicenceKind? LicenceKind { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Minor units for one, without VAT.</summary>
    public required long UnitAmount { get; init; }

    /// <summary>Minor units, without VAT.</summary>
    public required long NetAmount { get; init; }

    /// <summary>Per cent × 100: 2100 is 21 %.</summary>
    public required int VatRate { get; init; }

    /// <summary>Minor units.</summary>
    public required long VatAmount { get; init; }

    /// <summary>Minor units, with VAT. Where the provider works the VAT out, what was paid; before that, at the price list's rate.</summary>
    public required long TotalAmount { get; init; }

    /// <summary>Where the confirmation and the token are mailed.</summary>
    public required string Email { get; init; }

    /// <summary><c>nl</c> or <c>en</c>: of the mails and of the page to pay on.</summary>
    public required string Language { get; init; }

    /// <summary>The page to pay on, while it can be paid.</summary>
    public string? CheckoutUrl { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>Until when it can be paid online.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? PaidAt { get; init; }

    /// <summary>When the token was mailed, or the licence given.</summary>
    public DateTimeOffset? FulfilledAt { get; init; }

    /// <summary>Minor units that went back.</summary>
    public required long RefundedAmount { get; init; }

    internal static OrderResponse From(Order order) => new()
    {
        Id = order.Id,
        Product = order.Product,
        Method = order.Method,
        State = order.State,
        Quantity = order.Quantity,
        LicenceKind = order.LicenceKind,
        Currency = order.Currency,
        UnitAmount = order.UnitAmount,
        NetAmount = order.NetAmount,
        VatRate = order.VatRate,
        VatAmount = order.VatAmount,
        TotalAmount = order.TotalAmount,
        Email = order.Email,
        Language = order.Language,
        CheckoutUrl = order.State == OrderState.Open ? order.CheckoutUrl : null,
        PlacedAt = order.PlacedAt,
        ExpiresAt = order.ExpiresAt,
        PaidAt = order.PaidAt,
        FulfilledAt = order.FulfilledAt,
        RefundedAmount = order.RefundedAmount,
    };
}

/// <summary>An order. One that waits for its money is looked up with the payment provider first, at most every two seconds.</summary>
internal sealed class GetOrder : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/orders/{orderId}", Handle)
        .Requires(Permission.OrdersRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<OrderResponse> Handle(Id<Order> orderId, AppDb db, CurrentOrders orders, CancellationToken cancel) =>
        OrderResponse.From(await orders.GetAsync(db.OwnOrders().Where(order => order.Id == orderId), cancel));
}

/// <summary>The same, of an order of credits.</summary>
internal sealed class GetCreditOrder : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/credits/orders/{orderId}", Handle)
        .Requires(Permission.OrdersRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<OrderResponse> Handle(Id<Order> orderId, AppDb db, CurrentOrders orders, CancellationToken cancel) =>
        OrderResponse.From(await orders.GetAsync(
            db.OwnOrders().Where(order => order.Id == orderId && order.Product == OrderProduct.Credits), cancel));
}
