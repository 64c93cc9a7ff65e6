using Cesuur.Api.Http;
using Cesuur.Api.Orders;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Platform;

public sealed record BillingResponse
{
    public required string Name { get; init; }

    public required string Address { get; init; }

    public string? VatNumber { get; init; }

    public string? Reference { get; init; }
}

/// <summary>An order as the operator's books have it.</summary>
public sealed record OperatorOrderResponse
{
    public required OrderResponse Order { get; init; }

    /// <summary>The buyer; of an order for a new organisation once that is there.</summary>
    public Id<Organisation>? OrganisationId { get; init; }

    /// <summary>Of an organisation that is, or was, still to be made.</summary>
    public string? OrganisationName { get; init; }

    public string? ContactName { get; init; }

    /// <summary>To whom the invoice goes.</summary>
    public BillingResponse? Billing { get; init; }

    /// <summary><c>stripe</c> or <c>simulated</c>.</summary>
    public string? Provider { get; init; }

    /// <summary>The provider's id of the checkout.</summary>
    public string? CheckoutId { get; init; }

    /// <summary>The provider's id of the payment.</summary>
    public string? PaymentId { get; init; }

    /// <summary>Minor units.</summary>
    public long? PaidAmount { get; init; }

    /// <summary>The buyer's objection to the payment.</summary>
    public DisputeStatus? Dispute { get; init; }

    /// <summary>Why the operator must look at it; absent: there is nothing.</summary>
    public OrderAttention? Attention { get; init; }

    public string? AttentionDetail { get; init; }

    /// <summary>Credits of a redeemed token, whose money went back, that can still be taken back; below zero: to give back.</summary>
    public required int CreditsLeftToTakeBack { get; init; }

    public required int CreditsTakenBack { get; init; }

    /// <summary>By which transfer it was paid, or why it was cancelled.</summary>
    public string? Note { get; init; }

    /// <summary>What was done when it last asked for attention.</summary>
    public string? DismissalNote { get; init; }

    internal static OperatorOrderResponse From(Order order) => new()
    {
        Order = OrderResponse.From(order),
        OrganisationId = order.OrganisationId,
        OrganisationName = order.OrganisationName,
        ContactName = order.ContactName,
        Billing = order.Billing is not { } billing ? null : new BillingResponse
        {
            Name = billing.Name,
            Address = billing.Address,
            VatNumber = billing.VatNumber,
            Reference = billing.Reference,
        },
        Provider = order.Provider,
        CheckoutId = order.CheckoutId,
        PaymentId = order.PaymentId,
        PaidAmount = order.PaidAmount,
        Dispute = order.Dispute,
        Attention = order.Attention,
        AttentionDetail = order.AttentionDetail,
        CreditsLeftToTakeBack = order.CreditsLeftToTakeBack,
        CreditsTakenBack = order.CreditsTakenBack,
        Note = order.Note,
        DismissalNote = order.DismissalNote,
    };
}

/// <summary>All orders, newest first unless sorted otherwise; <c>attention=true</c>: those that the operator must look at.</summary>
internal sealed class ListOrdersForOperator : IEndpoint
{
    private static readonly Sorting<Order> Sorting = new(
        Sorting<Order>.By("placedAt", order => order.PlacedAt),
        Sorting<Order>.By("totalAmount", order => order.TotalAmount));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/platform/orders", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static Task<Page<OperatorOrderResponse>> Handle(
        [AsParameters] PageRequest page, string? product, string? state, string? method, bool? attention, Id<Organisation>? organisationId, AppDb db, CancellationToken cancel)
    {
        var orders = db.Orders.AsNoTracking().Where(order => order.TenantId == db.TenantId);
        if (Filters.Enum<OrderProduct>("product", product) is { } ofProduct)
        {
            orders = orders.Where(order => order.Product == ofProduct);
        }

        if (Filters.Enum<OrderState>("state", state) is { } inState)
        {
            orders = orders.Where(order => order.State == inState);
        }

        if (Filters.Enum<OrderMethod>("method", method) is { } byMethod)
        {
            orders = orders.Where(order => order.Method == byMethod);
        }

        if (attention is { } wanted)
        {
            orders = orders.Where(order => order.Attention != null == wanted);
        }

        if (organisationId is { } buyer)
        {
            orders = orders.Where(order => order.OrganisationId == buyer);
        }

        return Sorting.PageAsync(orders, page with { Sort = page.Sort ?? "-placedAt" }, OperatorOrderResponse.From, cancel);
    }
}
