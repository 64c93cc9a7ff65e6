using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Orders;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Licensing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Orders;

public sealed record LicenceOrderRequest : OrderRequest
{
    [Required, StringLength(200, MinimumLength = 1)]
    public required string OrganisationName { get; init; }

    public required LicenceKind Kind { get; init; }

    /// <summary>Who becomes the organisation's admin.</summary>
    [Required, StringLength(200, MinimumLength = 1)]
    public required string ContactName { get; init; }

    /// <summary>The admin's, who signs in with it. The confirmation goes there too.</summary>
    [EmailAddress, StringLength(254)]
    public required string Email { get; init; }

    /// <summary><c>nl</c> or <c>en</c>.</summary>
    [AllowedValues("nl", "en")]
    public string Language { get; init; } = "nl";
}

/// <summary>A licence that was ordered, as far as anybody may know who has the order's id.</summary>
public sealed record LicenceOrderResponse
{
    public required Id<Order> Id { get; init; }

    public required OrderState State { get; init; }

    public required LicenceKind Kind { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Minor units, with VAT.</summary>
    public required long TotalAmount { get; init; }

    /// <summary>The page to pay on, while it can be paid.</summary>
    public string? CheckoutUrl { get; init; }

    /// <summary>What was made once it was paid; needed to sign in.</summary>
    public Id<Organisation>? OrganisationId { get; init; }

    internal static LicenceOrderResponse From(Order order) => new()
    {
        Id = order.Id,
        State = order.State,
        Kind = order.LicenceKind!.Value,
        Currency = order.Currency,
        TotalAmount = order.TotalAmount,
        CheckoutUrl = order.State == OrderState.Open ? order.CheckoutUrl : null,
        OrganisationId = order.OrganisationId,
    };
}

/// <summary>Orders a licence for an organisation that is not there yet. Once it is paid it is made, with its licence and its admin, who is sent an activation mail (T).</summary>
internal sealed class OrderLicence : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/licence-orders", Handle)
        .Public()
        .RequireRateLimiting(RateLimits.LicenceOrders)
        .WithIdempotencyForStrangers()
        .Fails(
            OrderErrors.NotForSale, OrderErrors.BillingRequired, OrderErrors.PaymentsNotConfigured, OrderErrors.PaymentUnavailable,
            HttpErrors.TooManyRequests, HttpErrors.Invalid);

    private static async Task<Created<LicenceOrderResponse>> Handle(
        LicenceOrderRequest request, AppDb db, OrderPlacement placement, OperatorOrganisation platform, Clock clock, CancellationToken cancel)
    {
        await db.EnterAsync(await platform.IdAsync(cancel), cancel);
        var by = new OrderBuyer(request.Email, request.Language, request.Billing?.ToBilling());
        var order = await placement.PlaceAsync(
            request,
            prices => Order.ForLicence(request.OrganisationName, request.ContactName, request.Kind, request.Method, prices.OfYear(request.Kind), by, clock.Real),
            sandbox: false,
            cancel);
        return TypedResults.Created($"/v1/licence-orders/{order.Id}", LicenceOrderResponse.From(order));
    }
}

/// <summary>How far it is, for the page that the buyer comes back to. The id cannot be guessed.</summary>
internal sealed class GetLicenceOrder : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/licence-orders/{orderId}", Handle)
        .Public()
        .RequireRateLimiting(RateLimits.OrderLooks)
        .Fails(HttpErrors.NotFound, HttpErrors.TooManyRequests);

    private static async Task<LicenceOrderResponse> Handle(
        Id<Order> orderId, AppDb db, OperatorOrganisation platform, CurrentOrders orders, CancellationToken cancel)
    {
        await db.EnterAsync(await platform.IdAsync(cancel), cancel);
        return LicenceOrderResponse.From(await orders.GetAsync(
            db.Orders.Where(order => order.Id == orderId && order.Product == OrderProduct.Licence), cancel));
    }
}
