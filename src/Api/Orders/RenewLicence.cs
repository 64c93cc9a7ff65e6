using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Orders;

public sealed record RenewalRequest : OrderRequest
{
    /// <summary>Of the new year; absent: as it is now.</summary>
    public LicenceKind? Kind { get; init; }

    /// <summary>Where the confirmation is mailed; absent: to the user who orders. A key names one.</summary>
    [EmailAddress, StringLength(254)]
    public string? Email { get; init; }

    /// <summary><c>nl</c> or <c>en</c>; absent: the user's, or Dutch.</summary>
    [AllowedValues("nl", "en", null)]
    public string? Language { get; init; }
}

/// <summary>Orders another year. Once it is paid it continues from the end of the last licence, or begins at once where none is valid (T).</summary>
internal sealed class RenewLicence : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/licence/renewals", Handle)
        .Requires(Permission.OrdersWrite)
        .Fails(
            OrderErrors.NotForSale, OrderErrors.BillingRequired, OrderErrors.NoInvoiceInSandbox, OrderErrors.PaymentsNotConfigured, OrderErrors.PaymentUnavailable,
            LicensingErrors.DowngradeRefused, HttpErrors.Invalid);

    private static async Task<Created<OrderResponse>> Handle(
        RenewalRequest request, AppDb db, OrderPlacement placement, Caller caller, Clock clock, CancellationToken cancel)
    {
        var organisation = await db.Organisations.RequireAsync(cancel);
        var periods = await db.LicencePeriodsAsync(clock.Now, cancel);
        var kind = request.Kind ?? periods.Kind ?? throw HttpErrors.Member("/kind", "required", "There is no licence yet whose kind could be kept.");
        kind.RequireRoomFor(await db.LicenceUseAsync(cancel)); // before anybody pays for what could not be given
        var by = await db.BuyerAsync(caller, request.Email, request.Language, request.Billing, cancel);
        var order = await placement.PlaceAsync(
            request, prices => Order.ForRenewal(organisation.Id, kind, request.Method, prices.OfYear(kind), by, clock.Real), organisation.Sandbox, cancel);
        return TypedResults.Created($"/v1/orders/{order.Id}", OrderResponse.From(order));
    }
}
