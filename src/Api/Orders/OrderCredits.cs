using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Orders;

public sealed record CreditOrderRequest : OrderRequest
{
    /// <summary>How many credits.</summary>
    [Range(1, 100_000)]
    public required int Quantity { get; init; }

    /// <summary>Where the token is mailed; absent: to the user who orders. A key names one.</summary>
    [EmailAddress, StringLength(254)]
    public string? Email { get; init; }

    /// <summary><c>nl</c> or <c>en</c>; absent: the user's, or Dutch.</summary>
    [AllowedValues("nl", "en", null)]
    public string? Language { get; init; }
}

/// <summary>
/// Orders credits at the operator's price of the moment. Once they are paid two mails follow: a confirmation, and one
/// with the token, which whoever holds it redeems (T).
/// </summary>
internal sealed class OrderCredits : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/credits/orders", Handle)
        .Requires(Permission.OrdersWrite)
        .Fails(
            OrderErrors.NotForSale, OrderErrors.BillingRequired, OrderErrors.NoInvoiceInSandbox, OrderErrors.PaymentsNotConfigured, OrderErrors.PaymentUnavailable, HttpErrors.Invalid);

    private static async Task<Created<OrderResponse>> Handle(
        CreditOrderRequest request, AppDb db, OrderPlacement placement, Caller caller, Clock clock, CancellationToken cancel)
    {
        var organisation = await db.Organisations.RequireAsync(cancel);
        var by = await db.BuyerAsync(caller, request.Email, request.Language, request.Billing, cancel);
        var order = await placement.PlaceAsync(
            request,
            prices => Order.ForCredits(organisation.Id, request.Method, prices.OfCredits(request.Quantity), by, clock.Real),
            organisation.Sandbox,
            cancel);
        return TypedResults.Created($"/v1/credits/orders/{order.Id}", OrderResponse.From(order));
    }
}
